//===- RuntimeSymbols.h - functions that a device has without our providing them --------------===//
#pragma once

#include "llvm/ADT/StringRef.h"

namespace offload {

class GpuDialect;

/// Whether an image may refer to \p Symbol. GPUs: the functions that the driver provides (GpuDialect.h). CPU, where \p
/// Dialect is null: libm, the memory functions that LLVM itself calls, and C's allocator, all from the C library of the
/// process that loads the image.
bool isRuntimeSymbol(llvm::StringRef Symbol, const GpuDialect *Dialect);

} // namespace offload
