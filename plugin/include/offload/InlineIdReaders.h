//===- InlineIdReaders.h - thread ids are read in the kernel's own body -----------------------===//
//
// Expects  a device module (after offload-strip-host).
// Leaves   `alwaysinline` on every function that reads a thread id, directly or through a call, and that can be inlined
//          everywhere (no recursion, its address not taken), unless it would grow past all bounds.
// Before   simplification: the CPU device gives a kernel's ids as values to its body; a reader that stays outside has to
//          fetch them from memory.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-inline-id-readers -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct InlineIdReadersPass : llvm::PassInfoMixin<InlineIdReadersPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
