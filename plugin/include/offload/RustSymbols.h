//===- RustSymbols.h - functions of core and std, found and replaced --------------------------===//
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace llvm {
class Function;
class FunctionCallee;
class Value;
} // namespace llvm

namespace offload {

/// The path below the crate, "4core9panicking9panic_fmt", of a function that is not a trait's; behind that of a generic
/// one's instance stand its arguments, "E", and the crate that has it. Nothing for other symbols. The crate's hash, which
/// stands before it, is the compiler's own (v0 mangling: rustc book, "Symbol Mangling").
llvm::StringRef pathOf(llvm::StringRef Symbol);

/// The name of the crate in which the function of \p Symbol is written; empty for other symbols.
std::string crateOf(llvm::StringRef Symbol);

/// Gives \p F a body that calls \p Handler with \p Arguments and returns what that returns. All attributes go: those that were inferred
/// from std's body say nothing of ours.
void forwardTo(llvm::Function &F, llvm::FunctionCallee Handler, llvm::ArrayRef<llvm::Value *> Arguments);

/// As forwardTo, for a handler that does not return.
void endIn(llvm::Function &F, llvm::FunctionCallee Handler, llvm::ArrayRef<llvm::Value *> Arguments);

} // namespace offload
