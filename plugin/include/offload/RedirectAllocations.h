//===- RedirectAllocations.h - a kernel allocates in the heap of its launch -------------------===//
//
// Expects  the merged module of a program.
// Leaves   `__rust_alloc` and its kin, through which all of alloc's types go whatever the program's global allocator is, with one call each
//          of the user crate's functions; `__rust_alloc_error_handler` with a call that ends the thread with a report.
// Before   offload-outline-kernels: what kernels reach then ends in the heap, and not in std's allocator and its hook.
//
//   opt-22 -load-pass-plugin=… -passes=offload-redirect-allocations
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct RedirectAllocationsPass : llvm::PassInfoMixin<RedirectAllocationsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

/// Calls of the allocator stay calls until RedirectAllocationsPass has the merged module: that of a `#[global_allocator]` is in the
/// user's crate, and would be inlined. For modules at the start of their pipeline.
void keepAllocatorCalls(llvm::Module &M);

} // namespace offload
