//===- CountedLoop.cpp - a loop in the form that irce and the vectoriser take -----------------===//

#include "Cpu/CountedLoop.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Metadata.h"

using namespace llvm;

namespace offload {
namespace {

/// A property of loops like LLVM's own, in the latch's `llvm.loop` metadata: whatever copies or moves the loop keeps it.
constexpr StringLiteral GridLoop = "offload.grid";

void markGridLoop(BranchInst &Latch) {
  LLVMContext &Context = Latch.getContext();
  MDNode *Mark = MDNode::get(Context, MDString::get(Context, GridLoop));
  MDNode *Properties = MDNode::getDistinct(Context, {nullptr, Mark});
  Properties->replaceOperandWith(0, Properties);
  Latch.setMetadata(LLVMContext::MD_loop, Properties);
}

} // namespace

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
  markGridLoop(*Builder.CreateCondBr(Builder.CreateICmpULT(Next, Count), Header, After));
  Counter->addIncoming(Next, Builder.GetInsertBlock());
  Builder.SetInsertPoint(After);
}

bool isGridLoop(const Loop &L) { return findOptionMDForLoop(&L, GridLoop) != nullptr; }

} // namespace offload
