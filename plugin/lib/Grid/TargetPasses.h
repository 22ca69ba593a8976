//===- TargetPasses.h - running passes with the analyses of a target --------------------------===//
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/PassManager.h"

namespace llvm {
class PassBuilder;
class TargetMachine;
} // namespace llvm

namespace offload {

/// One run of the new pass manager over \p M with the analyses of \p Machine, the verifier before and after.
void runPasses(llvm::Module &M, llvm::TargetMachine &Machine,
               llvm::function_ref<void(llvm::PassBuilder &, llvm::ModulePassManager &)> Add);

/// Adds passes by their names in LLVM. The names are constants of ours: one that this LLVM does not have is a defect.
void addPasses(llvm::PassBuilder &Builder, llvm::ModulePassManager &Passes, llvm::StringRef Pipeline);

} // namespace offload
