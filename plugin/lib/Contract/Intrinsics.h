//===- Intrinsics.h - the device intrinsics of the contract -----------------------------------===//
//
// docs/ir-contract.md has their meaning for users of the contract. The table in Intrinsics.cpp has a row for each: its operands, what it does to
// memory, whether threads meet in it, and what targets make of it. Passes ask the row; a new intrinsic of a meaning that is there already is a new row.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include <optional>

namespace llvm {
class Function;
}

namespace offload {

enum class IntrinsicKind { ThreadId, BlockId, BlockSize, GridSize, GlobalId, Report, DynamicShared, Exit };

/// What a call does, as LLVM may rely on it.
enum class IntrinsicEffects {
  /// The result follows from the calling thread; nothing else happens. Calls may be moved, and made where there were none.
  Value,
  /// It reads memory that others may write.
  ReadsMemory,
  /// It does not return.
  EndsThread,
};

/// What targets make of a call.
enum class IntrinsicMeaning {
  /// A value computed from the thread's place in the grid, or from the launch's hidden slots (ThreadIds.h).
  ValueOfPlace,
  /// The address of the block's dynamic shared memory (PlaceInMemory.h). GPU: an array of shared memory; CPU: the chunk's buffer.
  SharedMemory,
  /// The end of the thread (PlaceInMemory.h). GPU: the vendor's instruction; CPU: a jump out of the chunk.
  EndOfThread,
};

struct IntrinsicRow {
  IntrinsicKind Kind;
  /// Where the intrinsic has one for each axis, what stands before `x`, `y` or `z`.
  const char *Symbol;
  bool HasAxes;
  unsigned Operands;
  IntrinsicEffects Effects;
  /// Whether the threads of a block meet in it, so that no call may depend on more conditions than it is written under.
  bool IsConvergent;
  IntrinsicMeaning Meaning;
};

struct DeviceIntrinsic {
  const IntrinsicRow *Row;
  /// 0, 1, 2 for x, y, z; 0 where the intrinsic has no axis.
  unsigned Axis;

  bool isValueOfPlace() const { return Row->Meaning == IntrinsicMeaning::ValueOfPlace; }
};

/// The device intrinsic that \p F is, if it is one.
std::optional<DeviceIntrinsic> intrinsicOf(const llvm::Function &F);

} // namespace offload
