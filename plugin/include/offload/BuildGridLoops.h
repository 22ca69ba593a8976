//===- BuildGridLoops.h - a kernel becomes a loop over its grid (CPU device) ------------------===//
//
// Expects  a device module whose bodies were simplified *alone*, without the vectoriser, id readers inlined.
// Leaves   per body `B(slots…)`:
//            B(slots…, grid_xy, grid_z_block_x, block_yz, context, report)   exported; hands the grid to
//                                                         `context->parallel_for`, once
//            B.chunk(arguments, begin, end)               what parallel_for calls; stops here when a thread panics
//            B.loop(slots…, grid…, report, begin, end)    the loop; never inlined, so that its parameters keep `noalias`
//            B.thread(slots…, ids…, grid…, report)        one thread, `alwaysinline`
//          For rank 1 the index that is split is x; for rank 2 and 3 it is the row (y + z * height), and x is the inner
//          loop; a grid of rank 3, which every unsafe kernel's is, is split along x as well if it has a single row.
//          Where a body reaches `__offload_dynamic_shared`, what is split is the blocks, and a chunk runs each one's threads before the next
//          one's: so the chunk's one buffer on the stack, of `context->shared_bytes`, is each block's own in its turn.
//          Readers of ids outside a body read them from a thread-local, stored before the calls that lead there; they and their callers are
//          no longer said to touch no memory (InferredEffects.h).
//          The loops carry the mark of CountedLoop.h.
// Before   irce and loop-vectorize, with a counter from 0 and an `ult` latch: built first, the loop loses its induction variable
//          to GVN-PRE, and with an `ne` latch irce does nothing (measured: 5 to 17 times slower).
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-build-grid-loops -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct BuildGridLoopsPass : llvm::PassInfoMixin<BuildGridLoopsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
