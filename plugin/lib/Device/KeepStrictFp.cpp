//===- KeepStrictFp.cpp - no contraction in kernels that ask for strict arithmetic ------------===//

#include "offload/KeepStrictFp.h"
#include "offload/OutlineKernels.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace offload {
namespace {

/// The functions that \p Roots reach over uses, through constant tables as well.
SetVector<Function *> reachedFrom(ArrayRef<Function *> Roots) {
  SetVector<Function *> Reached(Roots.begin(), Roots.end());
  SmallPtrSet<Constant *, 16> Seen;
  for (unsigned Next = 0; Next < Reached.size(); ++Next) {
    SmallVector<Constant *, 16> Constants;
    for (Instruction &I : instructions(*Reached[Next]))
      for (Value *Operand : I.operands())
        if (auto *C = dyn_cast<Constant>(Operand))
          Constants.push_back(C);
    while (!Constants.empty()) {
      Constant *C = Constants.pop_back_val();
      if (!Seen.insert(C).second)
        continue;
      if (auto *F = dyn_cast<Function>(C))
        Reached.insert(F);
      else
        for (Value *Operand : C->operands())
          if (auto *Inner = dyn_cast<Constant>(Operand))
            Constants.push_back(Inner);
    }
  }
  return Reached;
}

} // namespace

PreservedAnalyses KeepStrictFpPass::run(Module &M, ModuleAnalysisManager &) {
  SmallVector<Function *, 4> Strict;
  copy_if(kernelBodies(M), std::back_inserter(Strict),
          [](Function *Body) { return Body->hasFnAttribute(StrictFpAttribute); });
  for (Function *F : reachedFrom(Strict))
    for (Instruction &I : instructions(*F))
      if (isa<FPMathOperator>(I))
        I.setHasAllowContract(false);
  return Strict.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace offload
