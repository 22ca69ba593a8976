//===- CpuTarget.h - the CPU as a device ------------------------------------------------------===//
//
// `offload-prepare-cpu` runs the passes of this target for this machine's processor outside rustc:
//   opt-22 -load-pass-plugin=… -S program.bc
//     -passes=offload-redirect-panics,offload-outline-kernels,offload-strip-host,offload-prepare-cpu
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct PrepareForCpuPass : llvm::PassInfoMixin<PrepareForCpuPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
