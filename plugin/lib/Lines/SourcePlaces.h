//===- SourcePlaces.h - where instructions are in the user's source ---------------------------===//
#pragma once

#include "Diagnostics/Diagnostics.h"
#include "llvm/IR/DebugLoc.h"
#include <string>

namespace llvm {
class DILocation;
class Instruction;
} // namespace llvm

namespace offload {

/// `file:line:column`, or an empty string where there is no debug location.
std::string placeOf(const llvm::DebugLoc &Location);
std::string placeOf(const llvm::Instruction &I);

/// \p I, or what stands for it where it has no line in the source: what uses a local variable, or follows a phi.
const llvm::Instruction &withPlace(const llvm::Instruction &I);

/// The innermost location of \p I, through what it was inlined from, that is in no library; null if none.
const llvm::DILocation *userLocationOf(const llvm::Instruction &I);

/// Its place; empty if there is none.
std::string userPlaceOf(const llvm::Instruction &I);

/// The readable names of the functions that \p I was inlined through, innermost first, ending in the function
/// that holds it. Without those of libraries before the first of a user's, unless \p WithLibraries.
llvm::SmallVector<ChainLink, 4> inlinedChain(const llvm::Instruction &I, bool WithLibraries = true);

} // namespace offload
