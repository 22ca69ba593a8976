//===- LibraryParts.h - parts of libraries that no device has ---------------------------------===//
#pragma once

#include "Diagnostics/Diagnostics.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace llvm {
class DIScope;
}

namespace offload {

/// A module or crate that works with things that only a host has, and the error for calls into it.
struct LibraryPart {
  ErrorId Id;
  /// As a user writes it: `std::fs`.
  llvm::StringRef Module;
};

/// The part that contains \p Code, which is of a library. The debug information of std does not have the names of its
/// modules, but the paths of its files.
std::optional<LibraryPart> libraryPartOf(const llvm::DIScope &Code);

/// Whether errors with \p Id are about calls of such a part: their arguments name the function.
bool isErrorOfLibraryPart(ErrorId Id);

} // namespace offload
