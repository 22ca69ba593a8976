//===- PrepareForGpu.h - all passes of a GPU target -------------------------------------------===//
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

#include "llvm/IR/PassManager.h"
#include <string>

namespace offload {

class PrepareForGpuPass : public llvm::PassInfoMixin<PrepareForGpuPass> {
public:
  explicit PrepareForGpuPass(llvm::StringRef Architecture) : Architecture(Architecture) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }

private:
  std::string Architecture;
};

} // namespace offload
