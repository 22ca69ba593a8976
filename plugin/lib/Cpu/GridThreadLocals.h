//===- GridThreadLocals.h - what a thread of the CPU device finds in memory -------------------===//
#pragma once

#include "Grid/ThreadIds.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/GlobalVariable.h"

namespace offload {

/// A kernel's loop hands each thread its place as parameters. What can't be handed on lies in thread-locals of the image: a
/// plain global would be a race between the threads of the pool.
class GridThreadLocals {
public:
  /// Gives the functions outside \p Bodies that read ids, the exit and the dynamic shared memory their bodies.
  GridThreadLocals(llvm::Module &M, llvm::ArrayRef<llvm::Function *> Bodies);

  /// Stores \p Place in \p Thread before the calls that lead to a reader outside, most of which are cold (a panic's report):
  /// a store in every iteration would keep the loop from being vectorised.
  void storePlaceBeforeReaders(llvm::Function &Thread, const ThreadPlace &Place);

  /// Where the chunk's jump buffer is found; null if nothing exits.
  llvm::GlobalVariable *escape() const { return Escape; }

  /// Where the running block's dynamic shared memory is found; null if nothing asks for it.
  llvm::GlobalVariable *shared() const { return Shared; }

  /// Whether \p F may ask for dynamic shared memory.
  bool sharesMemory(llvm::Function &F) const { return SharedUsers.contains(&F); }

private:
  llvm::Module &M;
  llvm::GlobalVariable *PlaceInMemory = nullptr, *Escape = nullptr, *Shared = nullptr;
  /// Functions outside the bodies that read the place from memory, and what calls them.
  llvm::SetVector<llvm::Function *> ReadersOutside;
  /// `__offload_dynamic_shared` and what may reach it.
  llvm::SetVector<llvm::Function *> SharedUsers;

  llvm::GlobalVariable *makeThreadLocal(llvm::Type *Ty, const llvm::Twine &Name);
  llvm::StructType *placeType() const;
  void replaceReadersOutside(llvm::ArrayRef<llvm::Function *> Bodies);
  void replaceExit();
  void replaceDynamicShared();
};

} // namespace offload
