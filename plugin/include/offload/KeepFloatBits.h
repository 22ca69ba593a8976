//===- KeepFloatBits.h - a NaN keeps its bits where Rust promises that (NVIDIA) ---------------===//
//
// In Rust `-x`, `abs` and `copysign` change the sign of a NaN and nothing else (documentation of `f32`, "NaN bit
// patterns"). PTX promises nothing about the bits of a NaN that `neg` and `abs` return; an H100 returns 0x7fffffff.
// Rust lets arithmetic return any NaN, so operations whose results only arithmetic uses stay unchanged: hardware
// negates operands at no cost.
//
// Expects  a device module with the triple of an NVIDIA GPU that is otherwise ready for selection.
// Leaves   `fneg` and `llvm.fabs` as operations on integers if anything but arithmetic uses the result, and every
//          `llvm.copysign`: for halves, selection would turn it into one of the other two, and arithmetic sees the sign
//          of a NaN as well.
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
