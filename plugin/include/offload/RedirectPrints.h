//===- RedirectPrints.h - a kernel prints to its launch's output ------------------------------===//
//
// Expects  the merged module of a program.
// Leaves   `std::io::_print` and `_eprint`, which `print!`, `eprintln!` and `dbg!` call, with one call each of the user
//          crate's functions. They have the same type, in rustc's own calling convention; where it is another one,
//          nothing changes.
// Before   offload-outline-kernels: what kernels reach then is not std's streams with their locks and buffers.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-redirect-prints -S program.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct RedirectPrintsPass : llvm::PassInfoMixin<RedirectPrintsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
