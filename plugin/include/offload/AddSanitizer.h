//===- AddSanitizer.h - the CPU's image is instrumented ---------------------------------------===//
//
// Expects  a module of the CPU target whose code is final.
// Leaves   it instrumented with the sanitizer that offload-hold-back-sanitizers held back in it, if any.
// After    optimisation
// Before   offload-set-processor: a sanitizer adds functions.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-add-sanitizer -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct AddSanitizerPass : llvm::PassInfoMixin<AddSanitizerPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &MAM);
  static bool isRequired() { return true; }
};

} // namespace offload
