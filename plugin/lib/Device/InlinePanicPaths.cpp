//===- InlinePanicPaths.cpp - panics that need no formatting become part of the kernel (GPUs) -===//

#include "offload/InlinePanicPaths.h"
#include "offload/Intrinsics.h"
#include "offload/OutlineKernels.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// Whether \p F calls nothing but intrinsics and what is inlined anyway. A function that calls itself is none of these.
bool callsNothing(Function &F) {
  return all_of(instructions(F), [&](Instruction &I) {
    auto *Call = dyn_cast<CallBase>(&I);
    if (!Call || Call->isInlineAsm())
      return true;
    Function *Callee = Call->getCalledFunction();
    return Callee && Callee != &F &&
           (Callee->isIntrinsic() || intrinsicOf(Callee->getName()) || Callee->hasFnAttribute(Attribute::AlwaysInline));
  });
}

bool isPanicPath(Function &F) {
  return !F.isDeclaration() && F.doesNotReturn() && !F.hasFnAttribute(RankAttribute) &&
         !F.hasFnAttribute(Attribute::AlwaysInline) && callsNothing(F);
}

} // namespace

PreservedAnalyses InlinePanicPathsPass::run(Module &M, ModuleAnalysisManager &) {
  bool Changed = false;
  for (bool Again = true; Again;) {
    Again = false;
    for (Function &F : M) {
      if (!isPanicPath(F))
        continue;
      F.addFnAttr(Attribute::AlwaysInline);
      Again = Changed = true;
    }
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
