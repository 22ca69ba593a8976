//===- KeepStrictFp.cpp - no contraction in kernels that ask for strict arithmetic ------------===//

#include "offload/KeepStrictFp.h"
#include "Contract/KernelBody.h"
#include "Outline/Reachability.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace offload {
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
