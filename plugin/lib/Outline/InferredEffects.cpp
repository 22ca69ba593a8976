//===- InferredEffects.cpp - what LLVM inferred from code that has changed since ---------------===//

#include "Outline/InferredEffects.h"
#include "Outline/Reachability.h"
#include "llvm/IR/AttributeMask.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {

/// All attributes that FunctionAttrs infers from code (llvm/lib/Transforms/IPO/FunctionAttrs.cpp) and that new code can
/// make false. No pass makes a function return or unwind that did not before.
static AttributeMask inferredEffects() {
  AttributeMask Mask;
  for (Attribute::AttrKind Kind :
       {Attribute::Memory, Attribute::Speculatable, Attribute::NoSync, Attribute::NoFree, Attribute::WillReturn,
        Attribute::MustProgress, Attribute::NoRecurse, Attribute::NoCallback})
    Mask.addAttribute(Kind);
  return Mask;
}

void forgetEffects(SetVector<Function *> &Changed, Module &M) {
  if (Changed.empty())
    return;
  addCallers(Changed, M);
  AttributeMask Inferred = inferredEffects();
  for (Function *F : Changed) {
    F->removeFnAttrs(Inferred);
    for (Instruction &I : instructions(*F))
      if (auto *Call = dyn_cast<CallBase>(&I); Call && mayReach(*Call, Changed))
        Call->removeFnAttrs(Inferred);
  }
}

} // namespace offload
