//===- RedirectPanics.h - a kernel's panic goes to the user crate's handler ----------------------------------===//
//
// Expects  a device module (after offload-outline-kernels).
// Leaves   `rust_begin_unwind`, where all of core's panic functions end, with one call of `__offload_panic_handler`.
//          What only std's own panic runtime needed is dead.
// Before   offload-gate: std's handler reaches threads, locks and files.
//
//   opt-22 -load-pass-plugin=… -passes=offload-redirect-panics
//
//===----------------------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct RedirectPanicsPass : llvm::PassInfoMixin<RedirectPanicsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
