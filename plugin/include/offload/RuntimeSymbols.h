//===- RuntimeSymbols.h - functions that a device has without our providing them
//-------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"

namespace offload {

/// Whether the CPU image may refer to \p Symbol: libm, the memory functions that LLVM itself calls, and C's
/// allocator. All come from the C library of the process that loads the image.
bool isRuntimeSymbol(llvm::StringRef Symbol);

} // namespace offload
