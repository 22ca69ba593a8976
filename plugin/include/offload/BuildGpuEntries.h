//===- BuildGpuEntries.h - a kernel gets its GPU entry point ----------------------------------===//
//
// Expects  a module of a GPU target, optimised and past the gate.
// Leaves   per body `B(slots…)` the kernel `B(slots…, grid_xy, grid_z_block_x, block_yz, context, report,
//          reciprocals…)` with the target's calling convention and its largest block; the body is inlined into it. The
//          device's grid and block are linear in x: rank 1 takes the hardware's ids as they are, rank 2 and 3 multiply
//          with the reciprocals of block and grid (Abi.h). Carried values have no parameters of their own: they share
//          one at the end, which points to the memory of the arguments. Functions outside a body read ids from the
//          hidden words, which the body stores in shared memory before it calls them: every thread of a block stores
//          the same words, and does so before it reads them, so no barrier is needed. These functions and their callers
//          lose the attributes that say they touch no memory (InferredEffects.h). `__offload_dynamic_shared` becomes an
//          external array of shared memory, whose size the launch sets. `__offload_exit` ends the thread (NVIDIA:
//          `exit`) or its wave (AMD: `endpgm`).
// Before   the last optimisation: ids are ordinary arithmetic from here on.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-build-gpu-entries -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct BuildGpuEntriesPass : llvm::PassInfoMixin<BuildGpuEntriesPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
