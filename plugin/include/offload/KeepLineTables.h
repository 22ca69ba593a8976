//===- KeepLineTables.h - debug info loses all but places -------------------------------------===//
//
// Errors and line tables need files, lines, functions with their linkage names, and what was inlined into what. Types and variables would
// only cost time: rustc writes them for offload-record-types. LLVM's stripNonLineTableDebugInfo is no mend: it takes linkage names, and the
// scopes by which the line of a macro of another file has that file (DILexicalBlockFile).
//
// Expects  any module.
// Leaves   no types, variables or imports in debug info; the blocks of functions only where they are in another file than their function.
// After    offload-record-types.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-keep-line-tables -S module.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct KeepLineTablesPass : llvm::PassInfoMixin<KeepLineTablesPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
