//===- ScopeAtomics.h - Rust's atomics are between the threads of a device --------------------===//
//
// Expects  a device module with the triple of a GPU.
// Leaves   atomic operations and fences of the system's scope, which is all that Rust has, with the device's; none of one
//          thread (compiler_fence), and no hint for waiting loops (spin_loop): both are for the host. On AMD read-modify-write operations say that the memory is the device's own, without
//          which LLVM makes loops of compare-and-swap of them.
//          During a launch nobody else works on what is mapped: the system's scope would only cost time.
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
