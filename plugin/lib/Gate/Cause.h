//===- Cause.h - one thing that a device cannot do --------------------------------------------===//
#pragma once

#include "Diagnostics/Diagnostics.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace offload {

/// One thing that a device cannot do: its error, and the error's arguments but the first, which is the kernel.
struct Cause {
  ErrorId Id;
  llvm::SmallVector<std::string, 2> Details;
  /// Whether it is how Rust's libraries do something, of which the user may not have heard.
  bool IsDetail = false;
  bool operator==(const Cause &Other) const = default;
};

} // namespace offload
