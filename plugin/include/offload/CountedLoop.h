//===- CountedLoop.h - a loop in the form that irce and the vectoriser take -------------------===//
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/IR/IRBuilder.h"

namespace offload {

/// `for (i = 0; i < Count; ++i) Emit(i)`, leaving \p Builder after the loop.
void emitCountedLoop(llvm::IRBuilder<> &Builder, llvm::Value *Count, const llvm::Twine &Name,
                     llvm::function_ref<void(llvm::Value *)> Emit);

} // namespace offload
