//===- MakeLineTables.h - line tables that are the same on every machine ----------------------===//
//
// Profilers and disassemblers use line tables to show the source lines of a kernel. Images must be equal byte for byte,
// so line tables may contain nothing of the machine that made them: no directory of the workspace or of cargo, no
// checksum, nothing of the units, whose number and order follow from host code.
//
// Expects  any module whose debug info is line tables only (offload-keep-line-tables).
// Leaves   one compile unit, `kernels`, for all functions, and files by their portable names (SourceFiles.h), without
//          checksums. For NVIDIA's GPUs the unit asks for `.file` and `.loc` directives only: ptxas refuses its own -O3
//          beside DWARF sections.
// After    everything that reads locations for people: errors, and offload-lift-locations.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so '-passes=offload-make-line-tables<sm_90>' -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

class DeviceTarget;

class MakeLineTablesPass : public llvm::PassInfoMixin<MakeLineTablesPass> {
public:
  /// For a module of no target yet.
  MakeLineTablesPass() = default;
  explicit MakeLineTablesPass(const DeviceTarget &Target) : Target(&Target) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }

private:
  const DeviceTarget *Target = nullptr;
};

} // namespace offload
