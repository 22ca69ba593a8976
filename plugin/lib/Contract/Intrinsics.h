//===- Intrinsics.h - the device intrinsics of the contract -----------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace offload {

enum class IntrinsicKind { ThreadId, BlockId, BlockSize, GridSize, GlobalId, Report, DynamicShared, Exit };

struct DeviceIntrinsic {
  IntrinsicKind Kind;
  /// 0, 1, 2 for x, y, z; 0 where the intrinsic has no axis.
  unsigned Axis;
};

/// The device intrinsic with this symbol, if there is one.
std::optional<DeviceIntrinsic> intrinsicOf(llvm::StringRef Symbol);

/// Whether an intrinsic of \p Kind is computed from the calling thread's place in the grid, or from the launch's hidden slots.
bool readsPlace(IntrinsicKind Kind);

} // namespace offload
