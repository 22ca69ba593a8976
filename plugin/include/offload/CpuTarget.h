//===- CpuTarget.h - the CPU as a device: from device module to shared object ---------------------------------------===//
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/PassManager.h"
#include <memory>
#include <string>

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace offload {

/// The highest x86-64 psABI level (`x86-64`, `x86-64-v2`, …) that this machine's processor has. Levels instead of the
/// processor's own name make the same image on machines of one generation, and can be checked where it runs.
std::string hostCpuLevel();

/// What an image of \p Level needs, as Rust target-feature names (x86-64 psABI, table 3.1).
llvm::SmallVector<llvm::StringRef, 24> featuresOfLevel(llvm::StringRef Level);

/// Machine for the host's triple and \p Level.
std::unique_ptr<llvm::TargetMachine> makeCpuMachine(const llvm::Module &M, llvm::StringRef Level);

/// Runs the passes of this target on \p M, a device module after the shared passes: simplification of each kernel alone,
/// gate, grid loops, vectorisation. False if the gate refused it.
bool prepareForCpu(llvm::Module &M, llvm::TargetMachine &Machine);

/// `prepareForCpu` for this machine's processor, to run it outside rustc:
///   opt-22 -load-pass-plugin=… -S program.bc
///     -passes=offload-redirect-panics,offload-outline-kernels,offload-strip-host,offload-prepare-cpu
struct PrepareForCpuPass : llvm::PassInfoMixin<PrepareForCpuPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

/// The relocatable object of \p M.
llvm::SmallVector<char, 0> emitObject(llvm::Module &M, llvm::TargetMachine &Machine);

} // namespace offload
