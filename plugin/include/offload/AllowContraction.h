//===- AllowContraction.h - products and sums may have one rounding (GPUs) --------------------===//
//
// A GPU computes `a * b + c` with one rounding, as nvcc and hipcc have it by default.
//
// Expects  a GPU's device module before the math library is linked, which says itself where it may be contracted.
// Leaves   `contract` on every product, sum, difference and negation of floats.
// Before   optimisation; offload-keep-strict-fp takes the flag from the kernels that ask for strict arithmetic.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-allow-contraction -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct AllowContractionPass : llvm::PassInfoMixin<AllowContractionPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
