//===- ProcessorFeatures.h - instructions of the CPU that compiled code needs -----------------===//
//
// rustc says twice which instructions a function may have: `-Ctarget-feature`, and `#[target_feature]`, are in its attribute
// `target-features`; the features of `-Ctarget-cpu` are not, but follow from its `target-cpu`. Device code is compiled for another
// processor than the host's, so the second kind has to become the first before `target-cpu` goes: code that `cfg(target_feature)` chose is
// there already, and its instructions are selected in functions with their features only.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace offload {

/// Writes the features of the x86 processor that \p F is compiled for into its `target-features`, in front of those that are there.
void spellOutProcessor(llvm::Function &F);

/// The features that the kernels of \p M have beyond x86-64's first level, by Rust's names: from flags of the compilation, or from
/// their own `#[target_feature]`. A function that a kernel calls may have more; whoever calls it has promised that they are there.
llvm::SmallVector<llvm::StringRef, 24> featuresOfKernels(llvm::Module &M);

/// LLVM's name of Rust's feature.
llvm::StringRef llvmFeature(llvm::StringRef Rust);

} // namespace offload
