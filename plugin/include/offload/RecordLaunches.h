//===- RecordLaunches.h - what is launched is written down ------------------------------------===//
//
// Expects  any module at the start of its pipeline in the device pass.
// Leaves   per kernel that the module launches, a constant `{shim, descriptor}` in section `.offload.records`, kept
//          alive by `llvm.compiler.used`; shims have their symbol as an attribute; launches are `nomerge`; the user
//          crate's handlers, which the device pass will call in place of std's runtime, are kept alive.
// Reports  OFL003, OFL010, OFL011.
// Before   every optimisation: host optimisation may merge two launches into one with `select(@a, @b)`, or delete a
//          launch behind a `catch_unwind` that cannot unwind. The records survive both.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-record-launches -S module.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

/// Function attribute of a launched shim: its symbol.
inline constexpr const char ShimAttribute[] = "offload-shim";

struct RecordLaunchesPass : llvm::PassInfoMixin<RecordLaunchesPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
