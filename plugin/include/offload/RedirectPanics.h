//===- RedirectPanics.h - a kernel's panic goes to the user crate's handlers ------------------===//
//
// Expects  the merged module of a program.
// Leaves   `rust_begin_unwind`, where all of core's panic functions end, with one call of `__offload_panic_handler`.
//          It, the handler and `core::panicking::panic_fmt` are always inlined, so that LLVM sees which messages are
//          constant. Core's panics that would format numbers (bounds, ranges, lengths) call `__offload_panic_operands`
//          instead, `expect` on None calls `__offload_panic_text`: formatting would set the registers of every kernel
//          that has a bounds check. `llvm.trap`, to which `core::intrinsics::abort` compiles, becomes a call of
//          `__offload_abort` with the user's place. Functions with these calls, and their callers, lose their inferred
//          effects (InferredEffects.h).
// Before   offload-outline-kernels: kernels then reach the handler instead of std's panic runtime with its threads,
//          locks and files.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-redirect-panics -S program.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct RedirectPanicsPass : llvm::PassInfoMixin<RedirectPanicsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
