//===- LowerLaunches.h - a launch becomes calls of the runtime layer --------------------------===//
//
// Expects  any module at the start of its pipeline in the host pass.
// Leaves   no call of `__offload_launch`: each becomes prepare, map-begin per mapped slot, kernel, map-end per mapped
//          slot in reverse, and finish, over an object in the caller's frame (docs/ir-contract.md §2). An
//          `extern_weak hidden` symbol of the artifact names the kernel.
// Reports  OFL003, OFL010, OFL011.
// Before   everything else: the result is straight-line code with plain operands, which no later pass can change for
//          the worse.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-lower-launches -S module.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct LowerLaunchesPass : llvm::PassInfoMixin<LowerLaunchesPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
