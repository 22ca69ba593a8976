//===- Reachability.h - what functions reach, and what reaches them ---------------------------===//
#pragma once

#include "llvm/ADT/SetVector.h"

namespace llvm {
class CallBase;
class Function;
class Module;
} // namespace llvm

namespace offload {

/// \p Roots and the functions that they reach through uses: calls, function values, and tables of functions in
/// constants.
llvm::SetVector<llvm::Function *> reachedFrom(llvm::ArrayRef<llvm::Function *> Roots);

/// Adds to \p Functions all functions of \p M that may reach one of them by calls.
void addCallers(llvm::SetVector<llvm::Function *> &Functions, llvm::Module &M);

/// Whether \p Call, direct or not, may call one of \p Functions.
bool mayReach(const llvm::CallBase &Call, const llvm::SetVector<llvm::Function *> &Functions);

} // namespace offload
