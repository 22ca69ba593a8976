//===- KeepAllocatorCalls.cpp - calls of the allocator stay calls -----------------------------===//

#include "offload/KeepAllocatorCalls.h"
#include "Start/AllocatorFunctions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {

PreservedAnalyses KeepAllocatorCallsPass::run(Module &M, ModuleAnalysisManager &) {
  bool Changed = false;
  for (Function &F : M) {
    if (!allocatorFunction(F))
      continue;
    F.removeFnAttr(Attribute::AlwaysInline);
    F.addFnAttr(Attribute::NoInline);
    Changed = true;
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
