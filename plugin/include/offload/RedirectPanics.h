//===- RedirectPanics.h - a kernel's panic goes to the user crate's handlers ------------------===//
//
// Expects  the merged module of a program.
// Leaves   `rust_begin_unwind`, where all of core's panic functions end, with one call of `__offload_panic_handler`; it, the
//          handler and `core::panicking::panic_fmt` inlined always, so that a constant message is seen to be one.
//          Core's panics that would format numbers (bounds, ranges, lengths) call `__offload_panic_operands` instead, `expect` on
//          None calls `__offload_panic_text`: formatting would set the registers of every kernel that has a bounds check.
//          `llvm.trap`, which `core::intrinsics::abort` is, calls `__offload_abort` with the user's place.
//          What was inferred of functions with these, and of their callers, is forgotten (InferredEffects.h).
// Before   offload-outline-kernels: what kernels reach then ends in the handler, and not in std's panic runtime with its
//          threads, locks and files.
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
