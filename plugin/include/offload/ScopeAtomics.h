//===- ScopeAtomics.h - Rust's atomics are between the threads of a device --------------------===//
//
// Expects  a device module with the triple of a GPU.
// Leaves   atomic operations and fences of the system's scope, the only one that Rust has, with the device's; no fence
//          within one thread (compiler_fence) and no hint for waiting loops (spin_loop), which are for the host. On
//          AMD, read-modify-write operations say that the memory is the device's own; otherwise LLVM makes loops of
//          compare-and-swap of them. During a launch nobody else works on mapped memory, so the system's scope would
//          only cost time.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-scope-atomics -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct ScopeAtomicsPass : llvm::PassInfoMixin<ScopeAtomicsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
