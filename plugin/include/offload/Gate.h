//===- Gate.h - nothing reaches instruction selection that cannot run -------------------------===//
//
// Expects  an optimised device module, before its kernels became loops (offload-build-grid-loops).
// Leaves   it unchanged; refused (KernelBody.h) after errors.
// Reports  OFL014 launches, OFL020 external functions, OFL021 mutable statics, OFL023 thread-locals,
//          OFL024 inline assembly, OFL025 statics in a circle (NVIDIA); what std does of that is named as the user does:
//          OFL026 files, OFL027 network, OFL028 threads, OFL029 clock, OFL031 environment, OFL032 processes, OFL033 streams,
//          OFL034 the host's processor, OFL035 random numbers of the system, OFL036 locks, OFL037 panics and backtraces;
//          OFL038 operations that a GPU cannot, OFL039 too large a local variable. Each once for a line of the user's, with the
//          chain of calls.
// After    optimisation: what a kernel merely contains behind a branch that folds away is no error.
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
