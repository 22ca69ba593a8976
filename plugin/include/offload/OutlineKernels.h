//===- OutlineKernels.h - from a host program to a device module ------------------------------===//
//
// Expects  the merged module of a program, with the records of offload-record-launches.
// Leaves   per kernel a *body*: an external function `__offload_entry_<shim>` with one parameter per slot (a pointer,
//          or i64), which calls the shim. The descriptor gives its parameters attributes (`noalias`, `readonly`,
//          `align`, `nonnull`, `dereferenceable`, the values that a GPU's kernel carries), and the function its rank,
//          name and largest block (KernelBody.h). Everything that no kernel reaches is gone: host functions, statics,
//          constructors, aliases, module asm; the rest is internal. Launches in kernels count as successful, because
//          offload-gate refuses them.
// Reports  OFL011, OFL012, OFL013, OFL022.
// Before   the passes of a target.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-outline-kernels -S program.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct Kernel;

class OutlineKernelsPass : public llvm::PassInfoMixin<OutlineKernelsPass> {
public:
  /// \p AllStrict: every kernel asks for strict arithmetic. \p Kernels gets the kernels, sorted by symbol, without
  /// their shims, unless it is null.
  explicit OutlineKernelsPass(bool AllStrict = false, llvm::SmallVectorImpl<Kernel> *Kernels = nullptr)
      : AllStrict(AllStrict), Kernels(Kernels) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &MAM);
  static bool isRequired() { return true; }

private:
  bool AllStrict;
  llvm::SmallVectorImpl<Kernel> *Kernels;
};

} // namespace offload
