//===- CountedLoop.cpp - a loop in the form that irce and the vectoriser take -----------------===//

#include "offload/CountedLoop.h"
#include "llvm/IR/Function.h"

using namespace llvm;

namespace offload {

void emitCountedLoop(IRBuilder<> &Builder, Value *Count, const Twine &Name, function_ref<void(Value *)> Emit) {
  BasicBlock *Before = Builder.GetInsertBlock();
  Function *F = Before->getParent();
  BasicBlock *Header = BasicBlock::Create(F->getContext(), Name, F);
  BasicBlock *After = BasicBlock::Create(F->getContext(), Name + ".end", F);
  // irce asks for this guard: it has to know that the first counter is below the bound.
  Builder.CreateCondBr(Builder.CreateICmpULT(Builder.getInt64(0), Count), Header, After);
  Builder.SetInsertPoint(Header);
  PHINode *Counter = Builder.CreatePHI(Builder.getInt64Ty(), 2, Name + ".counter");
  Counter->addIncoming(Builder.getInt64(0), Before);
  Emit(Counter);
  Value *Next = Builder.CreateAdd(Counter, Builder.getInt64(1), Name + ".next", /*HasNUW=*/true, /*HasNSW=*/true);
  Builder.CreateCondBr(Builder.CreateICmpULT(Next, Count), Header, After);
  Counter->addIncoming(Next, Builder.GetInsertBlock());
  Builder.SetInsertPoint(After);
}

} // namespace offload
