//===- KeepStrictFp.h - no contraction in kernels that ask for strict arithmetic --------------===//
//
// On GPUs every multiplication and addition may be contracted (flag `contract`) unless its kernel says `fp = "strict"`.
//
// Expects  a device module whose kernels have been simplified: code that is inlined into a body belongs to that kernel
//          alone.
// Leaves   no `contract` in the bodies with the attribute `offload-strict-fp`, nor in any function that they reach.
//          Such a function is strict for other kernels, too, which is always correct.
// Before   instruction selection, which makes `fma` of the remaining pairs.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-keep-strict-fp -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct KeepStrictFpPass : llvm::PassInfoMixin<KeepStrictFpPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
