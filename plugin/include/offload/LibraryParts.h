//===- LibraryParts.h - parts of Rust's libraries that no device has --------------------------===//
#pragma once

#include "offload/Diagnostics.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace llvm {
class DIScope;
}

namespace offload {

/// A module of std that works with what only a host has, and the error for what is called in it.
struct LibraryPart {
  ErrorId Id;
  /// As a user writes it: `std::fs`.
  llvm::StringRef Module;
};

/// Whether \p Code is of Rust's own libraries, or of a package that they are built with.
bool isRustLibrary(const llvm::DIScope &Code);

/// Whether \p Code is of a package that cargo has fetched.
bool isFetchedPackage(const llvm::DIScope &Code);

/// The part that \p Code, which is of Rust's libraries, belongs to. std is compiled without the names of its modules in the debug
/// information, but with the paths of its files.
std::optional<LibraryPart> libraryPartOf(const llvm::DIScope &Code);

/// Whether errors with \p Id are about a call of such a part: their arguments name the function.
bool isErrorOfLibraryPart(ErrorId Id);

} // namespace offload
