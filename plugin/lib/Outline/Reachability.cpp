//===- Reachability.cpp - what functions reach, and what reaches them -------------------------===//

#include "Outline/Reachability.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {

static bool isIndirectCall(const Instruction &I) {
  auto *Call = dyn_cast<CallBase>(&I);
  return Call && Call->isIndirectCall();
}

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

void addCallers(SetVector<Function *> &Functions, Module &M) {
  bool AddedIndirect = false;
  for (size_t I = 0; I < Functions.size(); ++I) {
    for (User *U : Functions[I]->users())
      if (auto *Call = dyn_cast<CallBase>(U))
        Functions.insert(Call->getFunction());
    // Through a vtable or a function pointer, every indirect call may lead to it.
    if (!AddedIndirect && Functions[I]->hasAddressTaken()) {
      AddedIndirect = true;
      for (Function &F : M)
        if (any_of(instructions(F), isIndirectCall))
          Functions.insert(&F);
    }
  }
}

bool mayReach(const CallBase &Call, const SetVector<Function *> &Functions) {
  if (Call.isInlineAsm())
    return false;
  Function *Callee = Call.getCalledFunction();
  return !Callee || Functions.contains(Callee);
}

} // namespace offload
