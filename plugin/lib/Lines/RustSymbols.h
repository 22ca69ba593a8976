//===- RustSymbols.h - what Rust's symbols say ------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"
#include <string>

namespace offload {

/// The path below the crate, "4core9panicking9panic_fmt", of a function that belongs to no trait. For an instance of a
/// generic function, its arguments, "E", and the crate that has the instance follow. Nothing for other symbols. The
/// crate's hash, which stands before the path, depends on the compiler (v0 mangling: rustc book, "Symbol Mangling").
llvm::StringRef pathBelowCrate(llvm::StringRef Symbol);

/// The name of the crate that defines the function of \p Symbol; empty for other symbols.
std::string crateOf(llvm::StringRef Symbol);

/// \p Name without the generic arguments of functions and types, if it is longer than a line.
std::string withoutArguments(llvm::StringRef Name);

/// The name that the user wrote, for a mangled Rust symbol; the symbol itself for everything else.
std::string readableName(llvm::StringRef Symbol);

} // namespace offload
