//===- RedirectAllocations.h - a kernel allocates in the heap of its launch -------------------===//
//
// Expects  the merged module of a program.
// Leaves   `__rust_alloc` and its kin, which all types of alloc call whatever the program's global allocator is, with
//          one call each of the user crate's functions; `__rust_alloc_error_handler` with a call that ends the thread
//          with a report.
// Before   offload-outline-kernels: kernels then reach the heap of their launch instead of std's allocator and its
//          hook.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-redirect-allocations -S program.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct RedirectAllocationsPass : llvm::PassInfoMixin<RedirectAllocationsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
