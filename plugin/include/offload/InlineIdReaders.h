//===- InlineIdReaders.h - thread ids are read in the kernel's own body -----------------------===//
//
// Expects  a device module (after offload-strip-host).
// Leaves   `alwaysinline` on every function that reads a thread id, directly or through a call, if it can be inlined
//          everywhere (it is not recursive, and its address is not taken) and does not grow too large.
// Before   simplification: the CPU device passes ids to a kernel's body as values; a reader that stays outside has to
//          load them from memory.
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
