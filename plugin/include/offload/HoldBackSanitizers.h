//===- HoldBackSanitizers.h - device code is instrumented last --------------------------------===//
//
// With `-Zsanitizer` rustc instruments every module before it merges them. Accesses become calls that no device has,
// and constants, including those of the contract, get another layout. So this pass holds the instrumentation back;
// offload-add-sanitizer instruments the CPU device's image when its code is final.
//
// Expects  any module at the start of its pipeline in the device pass.
// Leaves   no function that a sanitizer would instrument, and no global that it would pad; a module flag names the
//          sanitizer. AddressSanitizer and ThreadSanitizer come back on the CPU; other sanitizers leave device code
//          alone.
// Before   rustc's instrumentation, at the end of the same pipeline.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-hold-back-sanitizers -S module.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct HoldBackSanitizersPass : llvm::PassInfoMixin<HoldBackSanitizersPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

/// The sanitizers that come back.
enum class Sanitizer : uint32_t { None, Address, Thread };

/// The sanitizer that was held back in \p M.
Sanitizer heldBackSanitizer(const llvm::Module &M);

} // namespace offload
