//===- InlinePanicPaths.h - panics that need no formatting become part of the kernel (GPUs) ---===//
//
// A kernel that contains a call pays for it even if the call never happens: ptxas gives the kernel the registers of the
// calling convention, and a stack. So the few stores that a failed bounds check makes become part of the kernel.
//
// Expects  a simplified device module, after offload-redirect-panics: LLVM knows by now which messages are constant.
// Leaves   `alwaysinline` on calls of functions that do not return and call nothing, or only such functions, if their
//          caller has few of these calls. Functions that format stay functions.
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
