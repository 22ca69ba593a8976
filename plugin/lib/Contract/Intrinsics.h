//===- Intrinsics.h - the device intrinsics of the contract -----------------------------------===//
//
// docs/ir-contract.md defines them. The table in Intrinsics.cpp has a row for each: its operands, its effect on memory,
// whether threads meet in it, and its meaning on the targets. Passes ask the row. An intrinsic with a meaning that
// exists already is just a new row.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include <optional>

namespace llvm {
class Function;
}

namespace offload {

enum class IntrinsicKind { ThreadId, BlockId, BlockSize, GridSize, GlobalId, Report, DynamicShared, Exit };

/// The effects of a call, on which LLVM may rely.
enum class IntrinsicEffects {
  /// A result that follows from the calling thread, and no other effect: LLVM may move calls, and add calls.
  Value,
  /// The call reads memory that others may write.
  ReadsMemory,
  /// The call does not return.
  EndsThread,
};

/// How targets replace a call.
enum class IntrinsicMeaning {
  /// A value computed from the thread's place in the grid, or from the launch's hidden slots (ThreadIds.h).
  ValueOfPlace,
  /// The address of the block's dynamic shared memory (PlaceInMemory.h). GPU: an array of shared memory; CPU: the
  /// chunk's buffer.
  SharedMemory,
  /// The end of the thread (PlaceInMemory.h). GPU: the vendor's instruction; CPU: a jump out of the chunk.
  EndOfThread,
};

struct IntrinsicRow {
  IntrinsicKind Kind;
  /// The symbol; for an intrinsic with axes, the part before `x`, `y` or `z`.
  const char *Symbol;
  bool HasAxes;
  unsigned Operands;
  IntrinsicEffects Effects;
  /// Whether the threads of a block meet in a call, so that LLVM must not make it depend on further conditions.
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
