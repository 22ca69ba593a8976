//===- Reachability.cpp - what functions reach ------------------------------------------------===//

#include "offload/Reachability.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {

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

} // namespace offload
