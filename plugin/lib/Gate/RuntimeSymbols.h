//===- RuntimeSymbols.h - functions that a device has without our providing them --------------===//
#pragma once

#include "llvm/ADT/StringRef.h"

namespace llvm {
class Triple;
}

namespace offload {

/// Whether an image for \p Device may refer to \p Symbol. On the CPU: libm, the memory functions that LLVM
/// itself calls, and C's allocator, all from the C library of the process that loads the image. On NVIDIA
/// GPUs: the allocator that the driver provides (CUDA C++ Programming Guide, "Dynamic Global Memory
/// Allocation"). On AMD GPUs: nothing.
bool isRuntimeSymbol(llvm::StringRef Symbol, const llvm::Triple &Device);

} // namespace offload
