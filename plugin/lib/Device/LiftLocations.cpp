//===- LiftLocations.cpp - instructions are where the user wrote them -------------------------===//

#include "offload/LiftLocations.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace offload {
namespace {

bool isBelow(StringRef Directory, const DIFile &File) {
  StringRef Rest = File.getFilename();
  if (!sys::path::is_absolute(Rest))
    return File.getDirectory() == Directory ||
           (File.getDirectory().starts_with(Directory) && File.getDirectory()[Directory.size()] == '/');
  return !Directory.empty() && Rest.consume_front(Directory) && Rest.starts_with("/");
}

const DILocation &ownLocation(const DILocation &Innermost, StringRef Directory) {
  const DILocation *Outermost = &Innermost;
  for (const DILocation *At = &Innermost; At; At = At->getInlinedAt()) {
    if (At->getLine() != 0 && isBelow(Directory, *At->getFile()))
      return *At;
    Outermost = At;
  }
  return *Outermost;
}

} // namespace

std::string pathOf(const DIFile &File) {
  if (sys::path::is_absolute(File.getFilename()) || File.getDirectory().empty())
    return File.getFilename().str();
  return (File.getDirectory() + "/" + File.getFilename()).str();
}

PreservedAnalyses LiftLocationsPass::run(Module &M, ModuleAnalysisManager &) {
  bool Changed = false;
  for (Function &F : M) {
    DISubprogram *Program = F.getSubprogram();
    if (!Program || !Program->getUnit())
      continue;
    for (Instruction &I : instructions(F)) {
      const DILocation *Old = I.getDebugLoc();
      if (!Old || !Old->getInlinedAt())
        continue;
      const DILocation &Own = ownLocation(*Old, Program->getUnit()->getDirectory());
      auto *Scope = DILexicalBlockFile::get(M.getContext(), Program, Own.getFile(), /*Discriminator=*/0);
      I.setDebugLoc(DILocation::get(M.getContext(), Own.getLine(), Own.getColumn(), Scope));
      Changed = true;
    }
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
