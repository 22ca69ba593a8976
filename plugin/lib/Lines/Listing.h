//===- Listing.h - IR for people --------------------------------------------------------------===//
#pragma once

#include <string>

namespace llvm {
class Module;
} // namespace llvm

namespace offload {

/// \p M as text, with a line `; @ FILE:LINE` before each instruction whose place in the source differs from the place
/// of the instruction before.
std::string listing(const llvm::Module &M);

} // namespace offload
