//===- ProvideMemoryFunctions.h - C's memory comparisons for devices without a C library -----------===//
//
// Expects  a device module for a GPU, before optimisation.
// Leaves   bodies for `memcmp` and `bcmp`, which rustc and LLVM call by name, if they are declared. (`memcpy`,
//          `memmove` and `memset` are intrinsics, which the back ends expand.)
// Before   offload-gate, which refuses functions without a body.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-provide-memory-functions -S kernels.ll
//
//===-----------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct ProvideMemoryFunctionsPass : llvm::PassInfoMixin<ProvideMemoryFunctionsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
