//===- InlinePanicPaths.h - panics that need no formatting become part of the kernel (GPUs) ---===//
//
// A kernel that calls a function pays for it, called or not: ptxas gives it the registers of the calling convention and a stack. So what a
// bounds check leads to is a few stores in the kernel itself.
//
// Expects  a simplified device module, after offload-redirect-panics: a constant message has been seen to be one.
// Leaves   `alwaysinline` on calls of functions that do not return and call nothing, or only such functions, where a function has few of
//          them. Those that format stay functions.
// Before   always-inline, offload-build-gpu-entries.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-inline-panic-paths -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct InlinePanicPathsPass : llvm::PassInfoMixin<InlinePanicPathsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
