//===- LiftLocations.h - instructions are where the user wrote them ---------------------------===//
//
// For listings. Most instructions of a kernel were inlined from core and from the user crate; a reader looks for the
// line of the user's code that called them.
//
// Expects  any module with line tables.
// Leaves   each location as the innermost one, among those that it was inlined at, whose file is in the workspace
//          (SourceFiles.h), with no inlining behind it; if there is none, as the outermost.
// Visits   functions with a subprogram.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-lift-locations -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct LiftLocationsPass : llvm::PassInfoMixin<LiftLocationsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
