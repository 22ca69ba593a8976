//===- Cause.h - one thing that a device cannot do --------------------------------------------===//
#pragma once

#include "Diagnostics/Diagnostics.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace offload {

/// One thing that a device cannot do: its error, and the error's arguments except the first, which is the kernel.
struct Cause {
  ErrorId Id;
  llvm::SmallVector<std::string, 2> Details;
  /// Whether it is a detail of Rust's libraries, which the user may never have heard of.
  bool IsDetail = false;
  bool operator==(const Cause &Other) const = default;
};

} // namespace offload
