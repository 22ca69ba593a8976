//===- GpuPlace.h - a GPU thread's place in the grid ------------------------------------------===//
#pragma once

#include "Grid/PlaceInMemory.h"

namespace offload {

class GpuDialect;

/// A thread's place follows from the hardware's linear ids and the hidden words of the launch. Functions outside of a
/// body load the words from shared memory.
class GpuPlace : public PlaceInMemory {
public:
  GpuPlace(llvm::Module &M, const GpuDialect &Dialect);

  /// The place of the calling thread. Without \p Reciprocals it is computed by divisions.
  ThreadPlace placeOf(llvm::IRBuilder<> &Builder, llvm::ArrayRef<llvm::Value *> Hidden, unsigned Rank,
                      llvm::ArrayRef<llvm::Value *> Reciprocals);

private:
  llvm::GlobalVariable *makeWords() override;
  ThreadPlace placeFrom(llvm::IRBuilder<> &Builder, llvm::ArrayRef<llvm::Value *> Values) override;
  void emitExit(llvm::IRBuilder<> &Builder) override;
  /// The memory that the launch adds behind the block's own: an array without a size, which the driver knows.
  llvm::Value *emitSharedMemory(llvm::IRBuilder<> &Builder) override;
  bool hasConstantSharedMemory() const override { return true; }

  const GpuDialect &Dialect;
};

} // namespace offload
