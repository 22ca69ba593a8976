//===- ThreadIds.h - device intrinsics in terms of a thread's place ---------------------------===//
#pragma once

#include "Contract/Intrinsics.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/IRBuilder.h"
#include <array>

namespace offload {

/// The values that every intrinsic is computed from, in this order wherever they are stored: three global ids, the
/// three packed words of the hidden slots (Abi.h), the report.
struct ThreadPlace {
  static constexpr unsigned FieldCount = 7;
  enum Field : unsigned { GlobalX, GlobalY, GlobalZ, GridXY, GridZBlockX, BlockYZ, Report };

  llvm::SmallVector<llvm::Value *, FieldCount> Fields;
  /// Set where the device knows them without a division from the global id; otherwise null.
  std::array<llvm::Value *, 3> ThreadIds{}, BlockIds{};

  static llvm::Type *fieldType(llvm::LLVMContext &Context, unsigned Field);
  llvm::Value *globalId(unsigned Axis) const { return Fields[GlobalX + Axis]; }
};

/// Blocks along \p Axis, as i64.
llvm::Value *gridSize(llvm::IRBuilder<> &Builder, const ThreadPlace &Place, unsigned Axis);
/// Threads of a block along \p Axis, as i64.
llvm::Value *blockSize(llvm::IRBuilder<> &Builder, const ThreadPlace &Place, unsigned Axis);
/// Threads of the grid along \p Axis, as i64.
llvm::Value *extent(llvm::IRBuilder<> &Builder, const ThreadPlace &Place, unsigned Axis);

/// Replaces the calls of id intrinsics and of `__offload_report` in \p F by values computed from \p Place, whose fields
/// dominate them.
void replaceIntrinsics(llvm::Function &F, const ThreadPlace &Place);

/// Whether \p F calls an id intrinsic or `__offload_report`.
bool readsThreadPlace(const llvm::Function &F);

} // namespace offload
