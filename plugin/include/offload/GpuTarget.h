//===- GpuTarget.h - what the GPU targets share -----------------------------------------------===//
//
// `offload-prepare-gpu<sm_90>` and `offload-prepare-gpu<gfx90a>` run the passes of such a target outside rustc:
//   opt-22 -load-pass-plugin=… program.bc -o image.bc
//     '-passes=offload-redirect-panics,offload-outline-kernels,offload-strip-host,offload-prepare-gpu<sm_90>'
//   llc-22 image.bc
// Calls of the vendor's math library are errors there: nobody hands `opt` the library.
//
// Reports  OFL005 for an architecture that is none, OFL030 for kernels that need the math library; and what the gate reports.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "offload/DeviceTarget.h"
#include "llvm/IR/PassManager.h"

namespace offload {

/// Base of the targets that run one hardware thread per thread of the grid.
class GpuTarget : public DeviceTarget {
public:
  bool prepare(llvm::Module &M, llvm::TargetMachine &Machine, DeviceLibrary Library) const override;

  std::unique_ptr<llvm::TargetMachine> makeMachine() const override;

protected:
  using DeviceTarget::DeviceTarget;

  /// Module flags and the like that the target wants before its library is linked.
  virtual void annotate(llvm::Module &M) const = 0;

  /// Features of the back end beside those of the architecture.
  virtual llvm::StringRef features() const { return ""; }

  /// Defines the constants through which the library asks how the program is compiled.
  virtual void configureLibrary(llvm::Module &) const {}
};

class PrepareForGpuPass : public llvm::PassInfoMixin<PrepareForGpuPass> {
public:
  explicit PrepareForGpuPass(llvm::StringRef Architecture) : Architecture(Architecture) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }

private:
  std::string Architecture;
};

} // namespace offload
