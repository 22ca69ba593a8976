//===- SelectConditions.cpp - widened conditions are selections (GPUs) ------------------------===//

#include "offload/SelectConditions.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

bool widensCondition(const Instruction &I) {
  return isa<SExtInst, ZExtInst>(I) && I.getOperand(0)->getType()->isIntegerTy(1);
}

void select(Instruction &Widened) {
  Type *Ty = Widened.getType();
  Constant *True = isa<SExtInst>(Widened) ? Constant::getAllOnesValue(Ty) : ConstantInt::get(Ty, 1);
  auto *Selected =
      SelectInst::Create(Widened.getOperand(0), True, Constant::getNullValue(Ty), "", Widened.getIterator());
  Selected->takeName(&Widened);
  Selected->setDebugLoc(Widened.getDebugLoc());
  Widened.replaceAllUsesWith(Selected);
  Widened.eraseFromParent();
}

} // namespace

PreservedAnalyses SelectConditionsPass::run(Module &M, ModuleAnalysisManager &) {
  SmallVector<Instruction *, 32> Widened;
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (widensCondition(I))
        Widened.push_back(&I);
  for (Instruction *I : Widened)
    select(*I);
  return Widened.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace offload
