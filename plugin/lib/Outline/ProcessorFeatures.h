//===- ProcessorFeatures.h - instructions of the CPU that compiled code needs -----------------===//
//
// rustc states the instructions that a function may have twice. The attribute `target-features` has those of
// `-Ctarget-feature` and `#[target_feature]`. Those of `-Ctarget-cpu` follow from the attribute `target-cpu`. Device
// code is compiled for another processor than the host's, so the second kind has to join the first before `target-cpu`
// goes: code that `cfg(target_feature)` chose is in the module already, and its instructions can be selected only in
// functions with their features.
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

/// Adds the features of the x86 processor that \p F is compiled for to its `target-features`, in front of the present
/// ones.
void spellOutProcessor(llvm::Function &F);

/// The features beyond x86-64's first level, by Rust's names, that the kernels of \p M have, from flags of the
/// compilation or from their own `#[target_feature]`. A function that a kernel calls may have more; its caller has
/// promised that the processor has them.
llvm::SmallVector<llvm::StringRef, 24> featuresOfKernels(llvm::Module &M);

/// LLVM's name for Rust's feature.
llvm::StringRef llvmFeature(llvm::StringRef Rust);

} // namespace offload
