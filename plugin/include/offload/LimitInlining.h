//===- LimitInlining.h - large kernels are inlined as on the host -----------------------------===//
//
// Expects  a GPU's device module before it is simplified.
// Leaves   the host's threshold for inlining ("function-inline-threshold") on the calls in functions that only large
//          kernels reach. A small kernel is inlined as if there were no large ones beside it.
// Before   simplification: LLVM inlines eleven times as much for a GPU as for a CPU, at every level of the call graph.
//          That makes a short kernel faster. A deep library grows thirtyfold, to functions for which ptxas needs hours.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-limit-inlining -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct LimitInliningPass : llvm::PassInfoMixin<LimitInliningPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
