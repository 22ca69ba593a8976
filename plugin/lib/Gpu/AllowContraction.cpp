//===- AllowContraction.cpp - products and sums may have one rounding (GPUs) ------------------===//

#include "offload/AllowContraction.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace offload {

static bool mayBeContracted(const Instruction &I) {
  switch (I.getOpcode()) {
  case Instruction::FMul:
  case Instruction::FAdd:
  case Instruction::FSub:
  case Instruction::FNeg:
    return true;
  default:
    return false;
  }
}

PreservedAnalyses AllowContractionPass::run(Module &M, ModuleAnalysisManager &) {
  bool Changed = false;
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (mayBeContracted(I)) {
        I.setHasAllowContract(true);
        Changed = true;
      }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
