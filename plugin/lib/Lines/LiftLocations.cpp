//===- LiftLocations.cpp - instructions are where the user wrote them -------------------------===//

#include "offload/LiftLocations.h"
#include "Lines/SourceFiles.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// The innermost location in the workspace among those that \p Innermost was inlined at; if there is none, the
/// outermost.
const DILocation &ownLocation(const DILocation &Innermost, const SourceFiles &Files) {
  const DILocation *Outermost = &Innermost;
  for (const DILocation *Location = &Innermost; Location; Location = Location->getInlinedAt()) {
    if (Location->getLine() != 0 && Files.nameInWorkspace(*Location->getFile()))
      return *Location;
    Outermost = Location;
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
