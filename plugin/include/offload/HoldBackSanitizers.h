//===- HoldBackSanitizers.h - device code is instrumented last --------------------------------===//
//
// With `-Zsanitizer` rustc instruments every module before they are merged: accesses become calls that no device has, and
// constants, those of the contract among them, get another layout. So the instrumentation is held back, and the CPU device's image gets
// it when its code is final.
//
// Expects  any module at the start of its pipeline in the device pass.
// Leaves   no function that a sanitizer would instrument, and no global that it would pad; a module flag says which sanitizer it was.
//          AddressSanitizer and ThreadSanitizer come back on the CPU; others leave device code alone.
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

/// The sanitizers of rustc that come back.
enum class Sanitizer : uint32_t { None, Address, Thread };

/// The sanitizer that was held back in \p M.
Sanitizer heldBackSanitizer(const llvm::Module &M);

} // namespace offload
