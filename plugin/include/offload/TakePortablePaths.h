//===- TakePortablePaths.h - what asks for the host's processor finds nothing -----------------===//
//
// Expects  the merged module of a program, with all stores to its statics.
// Leaves   `cpuid` and `xgetbv` as zeros; `is_x86_feature_detected!` as false; statics that only remember the result of
//          detection as constants; assembly and instructions that LLVM has operations for (`sqrtsd`, `sqrtss`, `div`,
//          `adc`, `sbb`, a mere comment) as these operations. Code that chooses between instruction sets at run time
//          then takes its portable path, and the other paths fold away.
// Before   offload-outline-kernels, which removes the host's stores; they show that such a static is one.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-take-portable-paths -S program.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct TakePortablePathsPass : llvm::PassInfoMixin<TakePortablePathsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
