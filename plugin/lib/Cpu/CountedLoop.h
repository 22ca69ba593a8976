//===- CountedLoop.h - a loop in the form that irce and the vectoriser take -------------------===//
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/IR/IRBuilder.h"
#include <optional>

namespace llvm {
class ICmpInst;
class Loop;
class PHINode;
} // namespace llvm

namespace offload {

/// `for (i = 0; i < Count; ++i) Emit(i)`, leaving \p Builder after the loop. Its latch carries the mark that
/// `isGridLoop` looks for.
void emitCountedLoop(llvm::IRBuilder<> &Builder, llvm::Value *Count, const llvm::Twine &Name,
                     llvm::function_ref<void(llvm::Value *)> Emit);

/// Whether \p L is a loop over a grid's threads, rows or blocks, made by emitCountedLoop. A user's loop can have the
/// same form, but nothing guarantees that `0 < Count` was checked before it.
bool isGridLoop(const llvm::Loop &L);

/// `for (Counter = 0; Counter < Count; ++Counter)` over a grid, which only its latch leaves, apart from panics.
struct CountedLoop {
  llvm::Loop &L;
  llvm::PHINode *Counter;
  /// The latch's comparison with \p Count.
  llvm::ICmpInst *Latch;
  llvm::Value *Count;
};

/// \p L in the form that emitCountedLoop gave it; nothing for a user's loop, and for one that has lost the form.
std::optional<CountedLoop> asCountedLoop(llvm::Loop &L);

} // namespace offload
