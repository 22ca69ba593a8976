//===- SetProcessor.cpp - functions are compiled for the target's processor -------------------===//

#include "offload/SetProcessor.h"
#include "Grid/DeviceTarget.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {

PreservedAnalyses SetProcessorPass::run(Module &M, ModuleAnalysisManager &) {
  for (Function &F : M)
    if (!F.isDeclaration())
      Target.setProcessor(F);
  return PreservedAnalyses::none();
}

} // namespace offload
