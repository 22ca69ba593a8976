//===- LiftLocations.cpp - instructions are where the user wrote them -------------------------===//

#include "offload/LiftLocations.h"
#include "Lines/SourceFiles.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// Where the innermost line of the workspace is that \p Innermost came from; where there is none, the outermost of all.
const DILocation &ownLocation(const DILocation &Innermost, const SourceFiles &Files) {
  const DILocation *Outermost = &Innermost;
  for (const DILocation *At = &Innermost; At; At = At->getInlinedAt()) {
    if (At->getLine() != 0 && Files.nameInWorkspace(*At->getFile()))
      return *At;
    Outermost = At;
  }
  return *Outermost;
}

} // namespace

PreservedAnalyses LiftLocationsPass::run(Module &M, ModuleAnalysisManager &) {
  SourceFiles Files(M);
  bool Changed = false;
  for (Function &F : M) {
    DISubprogram *Program = F.getSubprogram();
    if (!Program)
      continue;
    for (Instruction &I : instructions(F)) {
      const DILocation *Old = I.getDebugLoc();
      if (!Old || !Old->getInlinedAt())
        continue;
      const DILocation &Own = ownLocation(*Old, Files);
      auto *Scope = DILexicalBlockFile::get(M.getContext(), Program, Own.getFile(), /*Discriminator=*/0);
      I.setDebugLoc(DILocation::get(M.getContext(), Own.getLine(), Own.getColumn(), Scope));
      Changed = true;
    }
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
