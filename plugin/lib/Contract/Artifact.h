//===- Artifact.h - what the device pass leaves for the link ----------------------------------===//
//
// Layouts: docs/ir-contract.md §3 and Abi.h. The artifact is the device pass's own output: rustc's back end writes the
// emptied module as an object file.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "Contract/KernelDescriptor.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace offload {

struct DeviceImage {
  /// Triple and architecture as `llvm-objdump --offloading` prints them.
  std::string Triple, Arch;
  llvm::SmallVector<char, 0> Bytes;
  /// Rust target features that the image needs (CPU only).
  llvm::SmallVector<llvm::StringRef, 24> Features;
};

/// Where an artifact comes from.
struct ArtifactOrigin {
  /// The number of the plugin's build and its options.
  uint32_t Config;
  /// The unit that it is made for; empty if nothing names it.
  llvm::StringRef Unit;
};

/// Removes everything from \p M: functions, variables, aliases, initialisers, metadata of the program.
void emptyModule(llvm::Module &M);

/// Fills the empty module \p M with \p Images, entries, registration descriptor, kernel handles and manifest.
void writeArtifact(llvm::Module &M, llvm::ArrayRef<Kernel> Kernels, llvm::ArrayRef<DeviceImage> Images,
                   const ArtifactOrigin &Origin);

} // namespace offload
