//===- ConstrainGridLoops.h - bounds checks leave the loops over a grid (CPU device) ----------===//
//
// LLVM's irce (inductive range check elimination) splits a loop in three: the middle part runs while all bounds checks
// hold, and has no checks. It pays off in a loop over thousands of threads. It slows down the short loops inside
// kernels, which it would copy twice as well (measured), and it is in none of LLVM's own pipelines. So it runs on grid
// loops only.
//
// Expects  loop-simplify form and LCSSA; grid loops carry the mark of CountedLoop.h.
// Leaves   grid loops as irce leaves them; all other loops unchanged.
// After    offload-clip-grid-loops, simple-loop-unswitch
// Before   loop-vectorize
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-constrain-grid-loops -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct ConstrainGridLoopsPass : llvm::PassInfoMixin<ConstrainGridLoopsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &MAM);
  static bool isRequired() { return true; }
};

} // namespace offload
