//===- CountedLoop.cpp - a loop in the form that irce and the vectoriser take -----------------===//

#include "Cpu/CountedLoop.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Metadata.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace offload {
namespace {

/// A property of loops like LLVM's own, in the latch's `llvm.loop` metadata, which passes that copy or move the loop
/// preserve.
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
  // irce requires this guard: it has to know that the first counter is below the bound.
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

std::optional<CountedLoop> asCountedLoop(Loop &L) {
  // A user's loop of this form may run once where its count is 0.
  if (!isGridLoop(L))
    return std::nullopt;
  BasicBlock *Header = L.getHeader(), *Latch = L.getLoopLatch(), *Before = L.getLoopPreheader();
  if (!Latch || !Before || !hasSingleElement(Header->phis()))
    return std::nullopt;
  auto *Counter = cast<PHINode>(&Header->front());
  if (!Counter->getType()->isIntegerTy(64))
    return std::nullopt;
  CmpPredicate Predicate;
  Value *Next, *Count;
  auto *Branch = dyn_cast<BranchInst>(Latch->getTerminator());
  if (!Branch || !Branch->isConditional() || Branch->getSuccessor(0) != Header || L.contains(Branch->getSuccessor(1)) ||
      !match(Branch->getCondition(), m_ICmp(Predicate, m_Value(Next), m_Value(Count))) ||
      Predicate != ICmpInst::ICMP_ULT || !L.isLoopInvariant(Count) || !Branch->getCondition()->hasOneUse())
    return std::nullopt;
  if (!match(Next, m_Add(m_Specific(Counter), m_One())) || Counter->getIncomingValueForBlock(Latch) != Next ||
      !match(Counter->getIncomingValueForBlock(Before), m_Zero()))
    return std::nullopt;
  return CountedLoop{L, Counter, cast<ICmpInst>(Branch->getCondition()), Count};
}

} // namespace offload
