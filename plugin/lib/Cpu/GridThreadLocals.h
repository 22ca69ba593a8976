//===- GridThreadLocals.h - what a thread of the CPU device finds in memory -------------------===//
#pragma once

#include "Grid/PlaceInMemory.h"

namespace offload {

/// A kernel's loop passes each thread its place as parameters. Everything else lies in thread-locals of the image: a
/// plain global would be a race between the threads of the pool.
class GridThreadLocals : public PlaceInMemory {
public:
  explicit GridThreadLocals(llvm::Module &M);

  /// Holds the address of the chunk's jump buffer; null if nothing exits.
  llvm::GlobalVariable *escape() const { return Escape; }

  /// Holds the address of the running block's dynamic shared memory; null if nothing asks for it.
  llvm::GlobalVariable *shared() const { return Shared; }

private:
  llvm::GlobalVariable *makeWords() override;
  llvm::Value *addressOf(llvm::IRBuilder<> &Builder, llvm::GlobalVariable &Variable) override;
  ThreadPlace placeFrom(llvm::IRBuilder<> &Builder, llvm::ArrayRef<llvm::Value *> Values) override;
  /// A jump out of the chunk: its remaining threads do not run.
  void emitExit(llvm::IRBuilder<> &Builder) override;
  llvm::Value *emitSharedMemory(llvm::IRBuilder<> &Builder) override;
  bool hasConstantSharedMemory() const override { return false; }

  llvm::GlobalVariable *makeThreadLocal(llvm::Type *Ty, const llvm::Twine &Name);

  llvm::GlobalVariable *Escape = nullptr, *Shared = nullptr;
};

} // namespace offload
