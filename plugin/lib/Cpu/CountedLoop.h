//===- CountedLoop.h - a loop in the form that irce and the vectoriser take -------------------===//
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/IR/IRBuilder.h"

namespace llvm {
class Loop;
}

namespace offload {

/// `for (i = 0; i < Count; ++i) Emit(i)`, leaving \p Builder after the loop. Its latch carries the mark that `isGridLoop` looks for.
void emitCountedLoop(llvm::IRBuilder<> &Builder, llvm::Value *Count, const llvm::Twine &Name,
                     llvm::function_ref<void(llvm::Value *)> Emit);

/// Whether \p L is a loop over a grid's threads, rows or blocks, made by emitCountedLoop. Loops that users write can come to look the
/// same, but nobody knows of them that `0 < Count` was asked before.
bool isGridLoop(const llvm::Loop &L);

} // namespace offload
