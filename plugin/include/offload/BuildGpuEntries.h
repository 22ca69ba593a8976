//===- BuildGpuEntries.h - a kernel gets its GPU entry point ----------------------------------===//
//
// Expects  a device module with the triple of an NVIDIA or AMD GPU, before optimisation.
// Leaves   per body `B(slots…)` the kernel `B(slots…, grid_xy, grid_z_block_x, block_yz, context, report, reciprocals…)` with the target's
//          calling convention and its largest block; the body itself is inlined into it. Grid and block are linear in x on the device: rank 1 takes
//          the hardware's ids as they are, rank 2 and 3 multiply with the reciprocals of block and grid (Abi.h).
//          Carried values have no parameter of their own: they are one at the end, in the memory that the arguments are in.
//          Ids read outside a body come from the hidden words, which the body leaves in shared memory before it calls there:
//          every thread of a block writes the same, before it reads, so no barrier is needed. Functions that do so, and their callers,
//          are no longer said to touch no memory (InferredEffects.h).
//          `__offload_dynamic_shared` is an external array of shared memory, whose size is the launch's.
//          `__offload_exit` ends the thread (NVIDIA: `exit`) or its wave (AMD: `endpgm`).
// Before   optimisation, for the ids are ordinary arithmetic afterwards.
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
