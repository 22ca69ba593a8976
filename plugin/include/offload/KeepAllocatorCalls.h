//===- KeepAllocatorCalls.h - calls of the allocator stay calls -------------------------------===//
//
// A `#[global_allocator]` is code of the user's crate. Once it is inlined, nothing shows any more that it allocates.
//
// Expects  any module at the start of its pipeline in the device pass.
// Leaves   `noinline` on `__rust_alloc` and its kin.
// Before   every optimisation; offload-redirect-allocations replaces the functions in the merged program.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-keep-allocator-calls -S module.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct KeepAllocatorCallsPass : llvm::PassInfoMixin<KeepAllocatorCallsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
