//===- KeepFloatBits.h - a NaN keeps its bits where Rust promises that (NVIDIA) ---------------===//
//
// In Rust `-x`, `abs` and `copysign` change the sign of a NaN and nothing else (std's documentation of `f32`, "NaN bit patterns"). PTX promises
// nothing about the bits of a NaN that `neg` and `abs` give; an H100 gives 0x7fffffff. Arithmetic may give any NaN in Rust, too, so
// what only arithmetic uses stays as it is: hardware negates operands at no cost.
//
// Expects  a device module with the triple of an NVIDIA GPU that is otherwise ready for selection.
// Leaves   `fneg` and `llvm.fabs` as operations on integers where anything but arithmetic uses the result, and every
//          `llvm.copysign`: of halves selection makes one of the two, and the sign of a NaN counts in arithmetic, too.
// After    every pass that would turn these operations back.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-keep-float-bits -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct KeepFloatBitsPass : llvm::PassInfoMixin<KeepFloatBitsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
