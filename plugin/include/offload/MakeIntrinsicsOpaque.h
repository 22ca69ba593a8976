//===- MakeIntrinsicsOpaque.h - device intrinsics lose their bodies ---------------------------===//
//
// Expects  any module at the start of its pipeline in the device pass.
// Leaves   every device intrinsic of the contract as a declaration: `nounwind`, without any other attribute that the
//          fallback's body earned it, nor at its calls; ids are `memory(none)`, `__offload_exit` is `noreturn`.
//          The launch is a declaration, too: in a kernel, offload-gate reports it.
// Visits   functions by name.
// Before   everything: a thread id with a body is inlined into its callers, and then every thread is thread 0.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-make-intrinsics-opaque -S module.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct MakeIntrinsicsOpaquePass : llvm::PassInfoMixin<MakeIntrinsicsOpaquePass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
