//===- RedirectAllocations.cpp - a kernel allocates in the heap of its launch -----------------===//

#include "offload/RedirectAllocations.h"
#include "Outline/ForwardCalls.h"
#include "Outline/InferredEffects.h"
#include "Start/AllocatorFunctions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
PreservedAnalyses RedirectAllocationsPass::run(Module &M, ModuleAnalysisManager &) {
  SetVector<Function *> Changed;
  for (Function &F : M) {
    const AllocatorFunction *Row = allocatorFunction(F);
    if (!Row || F.getFunctionType() != Row->type(M.getContext()))
      continue;
    SmallVector<Value *, 4> Arguments(make_pointer_range(F.args()));
    (Row->Returns ? forwardTo : endIn)(F, M.getOrInsertFunction(Row->Handler, F.getFunctionType()), Arguments);
    Changed.insert(&F);
  }
  forgetEffects(Changed, M);
  return PreservedAnalyses::none();
}

} // namespace offload
