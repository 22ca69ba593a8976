//===- LiftLocations.h - instructions are where the user wrote them ---------------------------===//
//
// For listings. Most instructions of a kernel were inlined from core and from the user crate; what a reader looks for is the line of his
// own from which that was called.
//
// Expects  any module with line tables.
// Leaves   each location as the innermost one of those that it was inlined at whose file lies in the workspace (SourceFiles.h), with no
//          more inlining behind it; where there is none, the outermost.
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
