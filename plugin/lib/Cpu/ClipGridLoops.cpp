//===- ClipGridLoops.cpp - a loop ends where its guard would skip the rest (CPU device) -------===//

#include "offload/ClipGridLoops.h"
#include "Cpu/CountedLoop.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace offload {
namespace {

/// Whether \p From does nothing but go to the latch and around.
bool leadsStraightToLatch(const CountedLoop &Loop, BasicBlock *From) {
  BasicBlock *Latch = Loop.L.getLoopLatch();
  for (unsigned Steps = 0; Steps < 4; ++Steps) {
    for (Instruction &I : *From)
      if (!isa<PHINode>(I) && !I.isTerminator() && !isa<DbgInfoIntrinsic>(I) && I.mayHaveSideEffects())
        return false;
    if (From == Latch)
      return true;
    From = From->getUniqueSuccessor();
    if (!From)
      return false;
  }
  return false;
}

/// Whether the loop's end hides everything that the header does before its branch: bodies keep copies of values in
/// allocas.
bool headerOnlyWritesAllocas(const CountedLoop &Loop) {
  for (Instruction &I : *Loop.L.getHeader()) {
    if (!I.mayHaveSideEffects())
      continue;
    Value *Address;
    if (auto *Store = dyn_cast<StoreInst>(&I); Store && Store->isSimple())
      Address = Store->getPointerOperand();
    else if (auto *Copy = dyn_cast<MemCpyInst>(&I); Copy && !Copy->isVolatile())
      Address = Copy->getRawDest();
    else if (I.isLifetimeStartOrEnd() || isa<NoAliasScopeDeclInst>(I) || isa<AssumeInst>(I))
      continue;
    else
      return false;
    auto *Alloca = dyn_cast<AllocaInst>(Address->stripPointerCasts());
    if (!Alloca || any_of(Alloca->users(), [&](User *U) { return !Loop.L.contains(cast<Instruction>(U)); }))
      return false;
  }
  return true;
}

/// Whether a value of the loop is used after it, other than where a panic has left it.
bool hasResults(const CountedLoop &Loop) {
  BasicBlock *Exit = Loop.L.getLoopLatch()->getTerminator()->getSuccessor(1);
  return !Exit->phis().empty();
}

/// Collects the conditions each of which makes the guard skip.
void collectSkipConditions(Value *Condition, SmallVectorImpl<Use *> &Conditions, Use *U) {
  Value *A, *B;
  if (match(Condition, m_LogicalOr(m_Value(A), m_Value(B))) && Condition->hasOneUse()) {
    auto *I = cast<Instruction>(Condition);
    collectSkipConditions(A, Conditions, &I->getOperandUse(0));
    collectSkipConditions(B, Conditions, &I->getOperandUse(isa<SelectInst>(I) ? 2 : 1));
    return;
  }
  Conditions.push_back(U);
}

/// The first value of the counter for which \p Condition holds, if it holds from there on; written before the loop.
Value *firstSkipped(const CountedLoop &Loop, Value *Condition, IRBuilder<> &Before) {
  if (Loop.L.isLoopInvariant(Condition))
    return Before.CreateSelect(Before.CreateFreeze(Condition), Before.getInt64(0), Loop.Count);
  CmpPredicate Predicate;
  Value *A, *B, *Begin = nullptr;
  if (!match(Condition, m_ICmp(Predicate, m_Value(A), m_Value(B))))
    return nullptr;
  ICmpInst::Predicate P = Predicate;
  if (Loop.L.isLoopInvariant(A)) {
    std::swap(A, B);
    P = ICmpInst::getSwappedPredicate(P);
  }
  if (!Loop.L.isLoopInvariant(B))
    return nullptr;
  bool IsIndex =
      A == Loop.Counter || (match(A, m_c_Add(m_Specific(Loop.Counter), m_Value(Begin))) &&
                            cast<OverflowingBinaryOperator>(A)->hasNoUnsignedWrap() && Loop.L.isLoopInvariant(Begin));
  if (!IsIndex || (P != ICmpInst::ICMP_UGE && P != ICmpInst::ICMP_UGT))
    return nullptr;
  Value *Bound = Before.CreateFreeze(B);
  if (P == ICmpInst::ICMP_UGT)
    Bound = Before.CreateBinaryIntrinsic(Intrinsic::uadd_sat, Bound, Before.getInt64(1));
  return Begin ? Before.CreateBinaryIntrinsic(Intrinsic::usub_sat, Bound, Begin) : Bound;
}

/// A guard that goes on where its condition is true, as one that skips where it is.
void skipWhereTrue(BranchInst &Guard, unsigned Skip) {
  if (Skip == 0)
    return;
  IRBuilder<> Builder(&Guard);
  Value *A, *B;
  Value *Condition = Guard.getCondition();
  // not (a and b) = not a or not b: the conditions are looked at one by one.
  if (match(Condition, m_LogicalAnd(m_Value(A), m_Value(B))))
    Condition = Builder.CreateLogicalOr(Builder.CreateNot(A), Builder.CreateNot(B));
  else if (auto *Compare = dyn_cast<ICmpInst>(Condition))
    Condition = Builder.CreateICmp(Compare->getInversePredicate(), Compare->getOperand(0), Compare->getOperand(1));
  else
    Condition = Builder.CreateNot(Condition);
  Guard.setCondition(Condition);
  Guard.swapSuccessors();
}

bool clip(Loop &L) {
  std::optional<CountedLoop> Counted = asCountedLoop(L);
  if (!Counted || hasResults(*Counted) || !headerOnlyWritesAllocas(*Counted))
    return false;
  auto *Guard = dyn_cast<BranchInst>(L.getHeader()->getTerminator());
  if (!Guard || !Guard->isConditional() || L.getHeader() == L.getLoopLatch())
    return false;
  unsigned Skip = leadsStraightToLatch(*Counted, Guard->getSuccessor(0)) ? 0 : 1;
  if (!leadsStraightToLatch(*Counted, Guard->getSuccessor(Skip)) || !L.contains(Guard->getSuccessor(1 - Skip)))
    return false;
  skipWhereTrue(*Guard, Skip);

  SmallVector<Use *, 4> Conditions;
  collectSkipConditions(Guard->getCondition(), Conditions, &Guard->getOperandUse(0));
  BasicBlock *Preheader = L.getLoopPreheader();
  IRBuilder<> Before(Preheader->getTerminator());
  Value *Count = Counted->Count;
  bool Changed = false;
  for (Use *Condition : Conditions) {
    Value *First = firstSkipped(*Counted, Condition->get(), Before);
    if (!First)
      continue;
    Count = Before.CreateBinaryIntrinsic(Intrinsic::umin, Count, First);
    Condition->set(Before.getFalse());
    Changed = true;
  }
  if (!Changed)
    return false;
  Counted->Latch->setOperand(1, Count);
  // irce requires a guard: it has to know that the first counter is below the bound.
  BasicBlock *Exit = L.getLoopLatch()->getTerminator()->getSuccessor(1);
  Instruction *Jump = Preheader->getTerminator();
  Before.CreateCondBr(Before.CreateICmpULT(Before.getInt64(0), Count), L.getHeader(), Exit);
  Jump->eraseFromParent();
  return true;
}

} // namespace

PreservedAnalyses ClipGridLoopsPass::run(Module &M, ModuleAnalysisManager &) {
  for (Function &F : M) {
    if (F.isDeclaration())
      continue;
    DominatorTree Dominators(F);
    LoopInfo Loops(Dominators);
    for (Loop *L : Loops.getLoopsInPreorder())
      clip(*L);
  }
  return PreservedAnalyses::none();
}

} // namespace offload
