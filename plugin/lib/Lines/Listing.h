//===- Listing.h - IR for people --------------------------------------------------------------===//
#pragma once

#include <string>

namespace llvm {
class Module;
} // namespace llvm

namespace offload {

/// \p M as text. Before each instruction whose place in the source is another than that of the one before stands `; @ FILE:LINE`.
std::string listing(const llvm::Module &M);

} // namespace offload
