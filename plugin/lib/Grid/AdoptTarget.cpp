//===- AdoptTarget.cpp - a device module becomes one of a target ------------------------------===//

#include "offload/AdoptTarget.h"
#include "Grid/DeviceTarget.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace offload {

PreservedAnalyses AdoptTargetPass::run(Module &M, ModuleAnalysisManager &) {
  M.setTargetTriple(Triple(Target.Triple));
  if (std::unique_ptr<TargetMachine> Machine = Target.makeMachine())
    M.setDataLayout(Machine->createDataLayout());
  Target.adopt(M);
  return PreservedAnalyses::none();
}

} // namespace offload
