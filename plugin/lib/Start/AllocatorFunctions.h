//===- AllocatorFunctions.h - the functions through which Rust allocates ----------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"

namespace llvm {
class Function;
class FunctionType;
class LLVMContext;
} // namespace llvm

namespace offload {

/// A symbol that the compiler generates for the global allocator (rustc_ast::expand::allocator), and the user crate's
/// function that a kernel calls instead.
struct AllocatorFunction {
  llvm::StringLiteral Path, Handler;
  /// The type: p for a pointer, n for a number, v for none; the result comes first.
  llvm::StringLiteral Signature;
  bool Returns = true;

  llvm::FunctionType *type(llvm::LLVMContext &Context) const;
};

/// The row of \p F; null for every other function.
const AllocatorFunction *allocatorFunction(const llvm::Function &F);

} // namespace offload
