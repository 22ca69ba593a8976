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

/// `file:line:column`; empty if there is no debug location.
std::string placeOf(const llvm::DebugLoc &Location);
std::string placeOf(const llvm::Instruction &I);

/// \p I, or a substitute if it has no line in the source: a use of a local variable, or the instruction after a phi.
const llvm::Instruction &withPlace(const llvm::Instruction &I);

/// The innermost location of \p I, along the calls that it was inlined through, that is in no library; null if there is
/// none.
const llvm::DILocation *userLocationOf(const llvm::Instruction &I);

/// Its place; empty if there is none.
std::string userPlaceOf(const llvm::Instruction &I);

/// The readable names of the functions that \p I was inlined through, innermost first, down to the function that
/// contains it. Unless \p WithLibraries, the functions of libraries before the first one of the user are left out.
llvm::SmallVector<ChainLink, 4> inlinedChain(const llvm::Instruction &I, bool WithLibraries = true);

} // namespace offload
