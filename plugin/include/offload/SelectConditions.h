//===- SelectConditions.h - widened conditions are selections (GPUs) --------------------------===//
//
// LLVM's straight-line strength reduction, which both GPU back ends run before selection, takes `sext i1 (xor c, true)`
// for `sext i1 c` plus one: as one-bit numbers they differ by one, widened they do not. Addresses came out wrong (LLVM
// 22.1.8: a stable sort merged in the wrong order). It does not look into a `select`.
//
// Expects  a device module for a GPU that is otherwise ready for selection.
// Leaves   `select c, -1, 0` and `select c, 1, 0` instead of `sext i1 c` and `zext i1 c`; selection makes the same of
//          both.
// Before   the back end's own passes, and after every pass that would turn a selection back.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-select-conditions -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct SelectConditionsPass : llvm::PassInfoMixin<SelectConditionsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
