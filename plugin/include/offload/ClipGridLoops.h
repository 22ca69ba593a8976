//===- ClipGridLoops.h - a loop ends where its guard would skip the rest (CPU device) ---------===//
//
// A grid is a whole number of blocks, so bodies start with `if (id < n)`. In a loop over ids that guard becomes a mask
// around every load and store. It also precedes checks that unswitching could otherwise move out of the loop (measured:
// 4 times slower).
//
// Expects  grid loops with the body inlined and invariants hoisted, in loop-simplify form:
//          `for (i = 0; i < count; ++i) if (!(begin + i >= n || invariant)) …`
//          with nothing carried around but the counter. They carry the mark of CountedLoop.h.
// Leaves   `count = min(count, n - begin)`, or 0 if an invariant condition skips everything; the conditions of the
//          guard are constants. Loops of other forms, and loops that users wrote, stay unchanged.
// After    offload-build-grid-loops, licm
// Before   simple-loop-unswitch, offload-constrain-grid-loops, loop-vectorize
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-clip-grid-loops -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct ClipGridLoopsPass : llvm::PassInfoMixin<ClipGridLoopsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
