//===- KernelBody.h - the body of a kernel in a device module ---------------------------------===//
//
// Passes recognise a kernel's body, and the facts of its descriptor, by these attributes. offload-outline-kernels
// writes them.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/SmallVector.h"
#include <string>

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace offload {

/// Function attributes of a kernel's body: its rank, "1" to "3", and its name in the user's source.
inline constexpr const char RankAttribute[] = "offload-rank";
inline constexpr const char NameAttribute[] = "offload-name";
/// Function attribute of a kernel's body: the largest number of threads in a block, "1" to "1024".
inline constexpr const char MaxBlockAttribute[] = "offload-max-block";
/// Function attribute of a kernel's body: `KERNEL_STRICT_FP` is set.
inline constexpr const char StrictFpAttribute[] = "offload-strict-fp";
/// Function attribute of a kernel's body that has an error already: offload-gate looks for more errors, and refuses the
/// module.
inline constexpr const char RefusedAttribute[] = "offload-refused";
/// Parameter attribute of a kernel's body: the number of bytes that the parameter points to, which a GPU's kernel has
/// among its arguments.
inline constexpr const char CarriedAttribute[] = "offload-carried";

/// The bodies in a device module, in order.
llvm::SmallVector<llvm::Function *, 4> kernelBodies(llvm::Module &M);

/// Rank of the kernel with this body.
unsigned rankOf(const llvm::Function &Body);

/// Name of the kernel with this body as the user wrote it.
std::string kernelName(const llvm::Function &Body);

/// Marks \p M, after an error, so that it gets no image; later passes leave it unchanged.
void refuse(llvm::Module &M);
bool isRefused(const llvm::Module &M);

} // namespace offload
