//===- ForwardCalls.h - functions get bodies that call others ---------------------------------===//
#pragma once

#include "llvm/ADT/ArrayRef.h"

namespace llvm {
class Function;
class FunctionCallee;
class Value;
} // namespace llvm

namespace offload {

/// Gives \p F a body that calls \p Handler with \p Arguments and returns what that returns. All attributes go: those that were inferred
/// from std's body say nothing of ours.
void forwardTo(llvm::Function &F, llvm::FunctionCallee Handler, llvm::ArrayRef<llvm::Value *> Arguments);

/// As forwardTo, for a handler that does not return.
void endIn(llvm::Function &F, llvm::FunctionCallee Handler, llvm::ArrayRef<llvm::Value *> Arguments);

} // namespace offload
