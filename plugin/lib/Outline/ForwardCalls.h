//===- ForwardCalls.h - functions get bodies that call others ---------------------------------===//
#pragma once

#include "llvm/ADT/ArrayRef.h"

namespace llvm {
class Function;
class FunctionCallee;
class Value;
} // namespace llvm

namespace offload {

/// Gives \p F a body that calls \p Handler with \p Arguments and returns the result. \p F loses all attributes: those
/// inferred from std's body do not hold for the new one.
void forwardTo(llvm::Function &F, llvm::FunctionCallee Handler, llvm::ArrayRef<llvm::Value *> Arguments);

/// As forwardTo, for a handler that does not return.
void endIn(llvm::Function &F, llvm::FunctionCallee Handler, llvm::ArrayRef<llvm::Value *> Arguments);

} // namespace offload
