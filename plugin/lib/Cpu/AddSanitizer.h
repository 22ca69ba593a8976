//===- AddSanitizer.h - the CPU's image is instrumented ---------------------------------------===//
#pragma once

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace offload {

/// Instruments \p M, whose code is final, with the sanitizer that was held back in it, if any.
void addSanitizer(llvm::Module &M, llvm::TargetMachine &Machine);

} // namespace offload
