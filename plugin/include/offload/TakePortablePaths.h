//===- TakePortablePaths.h - what asks for the host's processor finds nothing -----------------===//
//
// Expects  the merged module of a program, with everything that its statics are stored to.
// Leaves   `cpuid` and `xgetbv` as zeros; `is_x86_feature_detected!` as false; statics that only remember what detection
//          found as constants that never do; assembly and instructions that LLVM has words for (`sqrtsd`,
//          `sqrtss`, `div`, `adc`, `sbb`, nothing but a comment) in those words.
//          So code that chooses between instruction sets at run time takes its portable path, and the others fold away.
// Before   offload-outline-kernels: it takes the host's stores away, by which such a static is known.
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
