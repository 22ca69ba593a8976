//===- InlinePanicPaths.cpp - panics that need no formatting become part of the kernel (GPUs) -===//

#include "offload/InlinePanicPaths.h"
#include "Contract/Intrinsics.h"
#include "Contract/KernelBody.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// A function with more panic calls than this keeps them as calls. A kernel with a few bounds checks must not pay for a
/// call; one with many (it formats, sorts, parses) pays for calls anyway, and ptxas would take minutes for the copies.
constexpr unsigned MostCalls = 4;

using Functions = SmallPtrSet<Function *, 16>;

/// Whether \p F does not return, and calls nothing but intrinsics and \p PanicPaths.
bool isPanicPath(Function &F, const Functions &PanicPaths) {
  if (F.isDeclaration() || !F.doesNotReturn() || F.hasFnAttribute(RankAttribute))
    return false;
  return all_of(instructions(F), [&](Instruction &I) {
    auto *Call = dyn_cast<CallBase>(&I);
    if (!Call || Call->isInlineAsm())
      return true;
    Function *Callee = Call->getCalledFunction();
    return Callee && (Callee->isIntrinsic() || intrinsicOf(*Callee) || PanicPaths.contains(Callee));
  });
}

Functions panicPaths(Module &M) {
  Functions Paths;
  for (bool Again = true; Again;) {
    Again = false;
    for (Function &F : M)
      if (!Paths.contains(&F) && isPanicPath(F, Paths))
        Again |= Paths.insert(&F).second;
  }
  return Paths;
}

} // namespace

PreservedAnalyses InlinePanicPathsPass::run(Module &M, ModuleAnalysisManager &) {
  Functions Paths = panicPaths(M);
  bool Changed = false;
  for (Function &F : M) {
    SmallVector<CallBase *, 8> Calls;
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I); Call && Paths.contains(Call->getCalledFunction()))
        Calls.push_back(Call);
    if (Calls.empty() || Calls.size() > MostCalls)
      continue;
    for (CallBase *Call : Calls)
      Call->addFnAttr(Attribute::AlwaysInline);
    Changed = true;
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
