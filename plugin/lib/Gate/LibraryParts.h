//===- LibraryParts.h - parts of libraries that no device has ---------------------------------===//
#pragma once

#include "Diagnostics/Diagnostics.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace llvm {
class DIScope;
}

namespace offload {

/// A module or crate that works with what only a host has, and the error for what is called in it.
struct LibraryPart {
  ErrorId Id;
  /// As a user writes it: `std::fs`.
  llvm::StringRef Module;
};

/// The part that \p Code, which is of a library, belongs to. std is compiled without the names of its modules in the debug information, but
/// with the paths of its files.
std::optional<LibraryPart> libraryPartOf(const llvm::DIScope &Code);

/// Whether errors with \p Id are about a call of such a part: their arguments name the function.
bool isErrorOfLibraryPart(ErrorId Id);

} // namespace offload
