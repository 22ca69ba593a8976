//===- Gate.h - nothing reaches instruction selection that cannot run -------------------------===//
//
// Expects  an optimised device module, before its kernels became loops (offload-build-grid-loops).
// Leaves   the module unchanged; refused (KernelBody.h) after errors.
// Reports  OFL014 launches, OFL020 external functions, OFL021 mutable statics, OFL023 thread-locals, OFL024 inline
//          assembly, OFL025 statics in a circle (NVIDIA); calls of std that do any of these are named in the words of
//          its users: OFL026 files, OFL027 network, OFL028 threads, OFL029 clock, OFL031 environment, OFL032 processes,
//          OFL033 streams, OFL034 the host's processor, OFL035 random numbers of the system, OFL036 locks, OFL037
//          panics and backtraces; OFL038 operations that a GPU does not have, OFL039 a local variable that is too
//          large. Each error is reported once for a line of the user, with the chain of calls.
// After    optimisation: code behind a branch that folds away is not an error.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-gate -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct GatePass : llvm::PassInfoMixin<GatePass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
