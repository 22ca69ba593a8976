//===- PlaceInMemory.h - what functions outside of a kernel's body know of their thread -------===//
//
// A kernel's body computes ids from values. A function that could not be inlined into a body (it is recursive, or its
// address is taken) loads them from memory, where the body has stored them before the call. All targets do this in the
// same way. Targets differ in the memory, and in the intrinsics that are no value of a place.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "Grid/ThreadIds.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SetVector.h"

namespace llvm {
class GlobalVariable;
class StructType;
} // namespace llvm

namespace offload {

class PlaceInMemory {
public:
  /// A place is computed from values of the types \p Words.
  PlaceInMemory(llvm::Module &M, llvm::ArrayRef<llvm::Type *> Words);
  virtual ~PlaceInMemory() = default;

  /// Gives the functions outside of \p Bodies that read ids a place, and the exit and the dynamic shared memory bodies.
  /// Functions that touch memory now, and their callers, lose the effects that LLVM inferred (InferredEffects.h).
  void replaceOutside(llvm::ArrayRef<llvm::Function *> Bodies);

  /// Stores \p Values, from which the place of \p Thread is computed, before the calls in it that lead to a reader
  /// outside. Most of these calls are cold (a panic's report): a store in every iteration would keep a loop over
  /// threads from being vectorised.
  void storeBeforeReaders(llvm::Function &Thread, llvm::ArrayRef<llvm::Value *> Values);

  /// Whether \p F may ask for dynamic shared memory.
  bool sharesMemory(llvm::Function &F) const { return SharedUsers.contains(&F); }

protected:
  llvm::Module &M;
  llvm::StructType *WordsType;

private:
  /// The variable for values of the type \p WordsType. Each thread has its own, or one with equal values.
  virtual llvm::GlobalVariable *makeWords() = 0;
  /// The address of \p Variable in the running thread.
  virtual llvm::Value *addressOf(llvm::IRBuilder<> &Builder, llvm::GlobalVariable &Variable) { return &Variable; }
  virtual ThreadPlace placeFrom(llvm::IRBuilder<> &Builder, llvm::ArrayRef<llvm::Value *> Values) = 0;

  /// Emits the end of the thread; the code behind it is unreachable.
  virtual void emitExit(llvm::IRBuilder<> &Builder) = 0;
  /// Emits the address of the block's dynamic shared memory.
  virtual llvm::Value *emitSharedMemory(llvm::IRBuilder<> &Builder) = 0;
  /// Whether that address is a constant.
  virtual bool hasConstantSharedMemory() const = 0;

  void replaceReaders(llvm::ArrayRef<llvm::Function *> Bodies);
  void replaceExit();
  void replaceDynamicShared();

  /// Null if nothing outside reads ids.
  llvm::GlobalVariable *Words = nullptr;
  /// Functions outside of the bodies that load the place from memory, and their callers.
  llvm::SetVector<llvm::Function *> ReadersOutside;
  /// `__offload_dynamic_shared` and the functions that may reach it.
  llvm::SetVector<llvm::Function *> SharedUsers;
};

} // namespace offload
