//===- KeepLineTables.h - debug info loses all but places -------------------------------------===//
//
// Errors and line tables need files, lines, functions with their linkage names, and the inlined calls. rustc writes
// types and variables only for offload-record-types; after that they cost time. LLVM's stripNonLineTableDebugInfo would
// remove too much: linkage names, and the scopes that give the lines of a macro from another file that file
// (DILexicalBlockFile).
//
// Expects  any module.
// Leaves   no types, variables or imports in debug info; blocks of functions only if they are in another file than
//          their function.
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
