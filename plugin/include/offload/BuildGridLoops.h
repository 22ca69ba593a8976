//===- BuildGridLoops.h - a kernel becomes a loop over its grid (CPU device) ------------------===//
//
// Expects  a device module whose bodies were simplified *alone*, without the vectoriser, id readers inlined.
// Leaves   per body `B(slots…)`:
//            B(slots…, grid_xy, grid_z_block_x, block_yz, context, report)
//                exported; passes the grid to `context->parallel_for`, once
//            B.chunk(arguments, begin, end)
//                parallel_for calls it; it stops when a thread panics
//            B.loop(slots…, grid…, report, begin, end)
//                the loop; never inlined, so that its parameters keep `noalias`
//            B.thread(slots…, ids…, grid…, report)
//                one thread, `alwaysinline`
//          Rank 1 splits x. Rank 2 and 3 split rows (y + z * height), with x as the inner loop; a grid of rank 3, which
//          every unsafe kernel has, is split along x if it has a single row. If a body reaches
//          `__offload_dynamic_shared`, blocks are split, and a chunk runs all threads of one block before the next
//          block: so the chunk needs only one buffer on the stack, of `context->shared_bytes`, which belongs to each
//          block in turn. Functions outside a body read ids from a thread-local, which is stored before the calls that
//          lead to them; these functions and their callers lose the attributes that say they touch no memory
//          (InferredEffects.h). The loops carry the mark of CountedLoop.h.
// Before   irce and loop-vectorize, which need a counter from 0 and an `ult` latch. Built earlier, the loop loses its
//          induction variable to GVN-PRE; with an `ne` latch irce does nothing (measured: 5 to 17 times slower).
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
