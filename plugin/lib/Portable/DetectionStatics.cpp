//===- DetectionStatics.cpp - statics that remember what the host's processor has -------------===//

#include "Portable/DetectionStatics.h"
#include "Portable/DetectionOrigins.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace offload {
namespace {

/// The loads and stores of a static; nothing if it has other uses.
struct Accesses {
  SmallVector<LoadInst *, 8> Loads;
  SmallVector<StoreInst *, 4> Stores;

  static std::optional<Accesses> of(GlobalVariable &Static) {
    Accesses All;
    SmallVector<Value *, 8> Addresses{&Static};
    while (!Addresses.empty()) {
      Value *Address = Addresses.pop_back_val();
      for (User *U : Address->users()) {
        auto *Load = dyn_cast<LoadInst>(U);
        auto *Store = dyn_cast<StoreInst>(U);
        if (Load && !Load->isVolatile())
          All.Loads.push_back(Load);
        else if (Store && !Store->isVolatile() && Store->getValueOperand() != Address)
          All.Stores.push_back(Store);
        else if (isa<GEPOperator>(U))
          Addresses.push_back(U);
        else
          return std::nullopt;
      }
    }
    return All;
  }

  /// The functions that store to it.
  SmallPtrSet<Function *, 4> storers() const {
    SmallPtrSet<Function *, 4> Functions;
    for (StoreInst *Store : Stores)
      Functions.insert(Store->getFunction());
    return Functions;
  }
};

// --- Stores --------------------------------------------------------------------------------------

/// Whether all stored values are the processor's answer, or constants that it chooses.
bool isChosenByDetection(const Accesses &Uses, DetectionOrigins &Origins) {
  MapVector<Function *, SmallVector<BasicBlock *, 4>> Constants;
  for (StoreInst *Store : Uses.Stores) {
    Origin From = Origins.originOf(Store->getValueOperand());
    if (From == Origin::Other)
      return false;
    if (From == Origin::Constant)
      Constants[Store->getFunction()].push_back(Store->getParent());
  }
  return all_of(Constants, [&](auto &Choice) { return Origins.originOfChoice(Choice.second) == Origin::Detection; });
}

// --- Loads ---------------------------------------------------------------------------------------

/// The consequences of a load of the initial value of a static.
class FirstLoad {
public:
  FirstLoad(LoadInst &Load, GlobalVariable &Static, const Accesses &Uses, DetectionOrigins &Origins)
      : Load(Load), Origins(Origins), Storers(Uses.storers()), Tree(Origins.dominators(*Load.getFunction())) {
    if (Constant *Initial = initialOf(Static))
      follow(Initial);
  }

  /// Whether the load leads to detection, and to nothing else.
  bool onlyDetects() const {
    return !KnownValues.empty() && all_of(Others, [&](Use *Other) { return isBehindKnowledge(*Other); }) &&
           all_of(Branches, [&](Instruction *Branch) { return isBehindKnowledge(*Branch) || detects(*Branch); });
  }

private:
  LoadInst &Load;
  DetectionOrigins &Origins;
  SmallPtrSet<Function *, 4> Storers;
  DominatorTree &Tree;
  /// Instructions that are computed from the load, with their values.
  MapVector<Value *, Constant *> KnownValues;
  /// Branches on these values.
  SmallVector<Instruction *, 2> Branches;
  /// Their other uses.
  SmallVector<Use *, 4> Others;

  Constant *initialOf(GlobalVariable &Static) const {
    const DataLayout &Layout = Static.getDataLayout();
    Constant *Initial = Static.getInitializer();
    if (Initial->isNullValue() && Load.getType()->isIntegerTy())
      return Constant::getNullValue(Load.getType());
    APInt Offset(Layout.getIndexSizeInBits(0), 0);
    Value *Base =
        Load.getPointerOperand()->stripAndAccumulateConstantOffsets(Layout, Offset, /*AllowNonInbounds=*/true);
    return Base == &Static ? ConstantFoldLoadFromConst(Initial, Load.getType(), Offset, Layout) : nullptr;
  }

  void follow(Constant *Initial) {
    KnownValues.insert({&Load, Initial});
    for (unsigned Next = 0; Next < KnownValues.size(); ++Next)
      for (Use &U : KnownValues.begin()[Next].first->uses())
        followUse(U);
  }

  void followUse(Use &U) {
    auto *I = cast<Instruction>(U.getUser());
    if (isa<BranchInst, SwitchInst>(I))
      return Branches.push_back(I);
    if (isa<AssumeInst>(I) || (isa<CallBase>(I) && detectsByCall(cast<CallBase>(*I), U)))
      return;
    Constant *Folded = fold(*I);
    if (!Folded)
      Others.push_back(&U);
    else
      KnownValues.insert({I, Folded});
  }

  Constant *fold(Instruction &I) {
    if (!isa<CastInst, BinaryOperator, CmpInst, SelectInst>(I))
      return nullptr;
    SmallVector<Constant *, 3> Operands;
    for (Value *Operand : I.operands()) {
      auto Place = KnownValues.find(Operand);
      Operands.push_back(Place != KnownValues.end() ? Place->second : dyn_cast<Constant>(Operand));
      if (!Operands.back())
        return nullptr;
    }
    return ConstantFoldInstOperands(&I, Operands, Load.getDataLayout());
  }

  /// The static holds the function that is called: initially the one that detects.
  bool detectsByCall(CallBase &Call, const Use &U) {
    auto *First = dyn_cast<Function>(KnownValues.front().second);
    return Call.isCallee(&U) && First && Storers.contains(First) && Origins.isClosed(*First);
  }

  /// The successor of \p Branch for the initial value.
  BasicBlock *firstOf(Instruction &Branch) const {
    auto *Switch = dyn_cast<SwitchInst>(&Branch);
    Value *On = Switch ? Switch->getCondition() : cast<BranchInst>(Branch).getCondition();
    auto *Value = dyn_cast<ConstantInt>(KnownValues.find(On)->second);
    if (!Value)
      return nullptr;
    return Switch ? Switch->findCaseValue(Value)->getCaseSuccessor() : Branch.getSuccessor(Value->isZero() ? 1 : 0);
  }

  /// Whether only the initial value leads to the successor, and it does nothing but detect and store the result.
  bool detects(Instruction &Branch) const {
    BasicBlock *First = firstOf(Branch);
    if (!First)
      return false;
    BasicBlockEdge Edge(Branch.getParent(), First);
    bool Stores = false;
    for (BasicBlock &Block : *Load.getFunction()) {
      if (!Tree.dominates(Edge, &Block))
        continue;
      for (Instruction &I : Block) {
        auto *Call = dyn_cast<CallBase>(&I);
        Stores |= Call ? Storers.contains(Call->getCalledFunction()) : isStore(I);
        if (!Origins.isClosed(I))
          return false;
      }
    }
    return Stores;
  }

  bool isStore(const Instruction &I) const {
    auto *Store = dyn_cast<StoreInst>(&I);
    auto *Into = Store ? dyn_cast<GlobalVariable>(Store->getPointerOperand()->stripInBoundsOffsets()) : nullptr;
    return Into && Into == Load.getPointerOperand()->stripInBoundsOffsets();
  }

  /// Whether a branch on the load guards \p Where, so that it only runs after detection.
  template <typename Place> bool isBehindKnowledge(Place &Where) const {
    return any_of(Branches, [&](Instruction *Branch) {
      BasicBlock *First = firstOf(*Branch);
      return First && any_of(successors(Branch), [&](BasicBlock *Successor) {
               return Successor != First && isBehind(BasicBlockEdge(Branch->getParent(), Successor), Where);
             });
    });
  }

  bool isBehind(const BasicBlockEdge &Edge, const Use &Where) const { return Tree.dominates(Edge, Where); }
  bool isBehind(const BasicBlockEdge &Edge, const Instruction &Where) const {
    return Tree.dominates(Edge, Where.getParent());
  }
};

// --- Statics -------------------------------------------------------------------------------------

bool remembersDetection(GlobalVariable &Static, const Accesses &Uses, DetectionOrigins &Origins) {
  return isChosenByDetection(Uses, Origins) &&
         all_of(Uses.Loads, [&](LoadInst *Load) { return FirstLoad(*Load, Static, Uses, Origins).onlyDetects(); });
}

/// Statics to which only detecting functions store.
MapVector<GlobalVariable *, Accesses> candidates(Module &M, const DetectionOrigins &Origins) {
  MapVector<GlobalVariable *, Accesses> Statics;
  for (GlobalVariable &Global : M.globals()) {
    if (Global.isConstant() || !Global.hasLocalLinkage() || Global.isThreadLocal() || Global.isExternallyInitialized())
      continue;
    std::optional<Accesses> Uses = Accesses::of(Global);
    if (Uses && !Uses->Stores.empty() && all_of(Uses->storers(), [&](Function *F) { return Origins.detects(F); }))
      Statics.insert({&Global, *Uses});
  }
  return Statics;
}

} // namespace

bool forgetDetection(Module &M) {
  DetectionOrigins Origins(M);
  MapVector<GlobalVariable *, Accesses> Statics = candidates(M, Origins);
  for (auto &Candidate : Statics)
    Origins.remember(*Candidate.first);
  // A static's value may be computed from another's, so rejecting one can disqualify others: repeat until nothing
  // changes.
  for (size_t Before = ~size_t(0); Before != Statics.size();) {
    Before = Statics.size();
    Statics.remove_if([&](auto &Candidate) {
      bool Remembers = remembersDetection(*Candidate.first, Candidate.second, Origins);
      if (!Remembers)
        Origins.forget(*Candidate.first);
      return !Remembers;
    });
  }
  for (auto &[Static, Uses] : Statics) {
    for (StoreInst *Store : Uses.Stores)
      Store->eraseFromParent();
    for (LoadInst *Load : Uses.Loads)
      Load->setAtomic(AtomicOrdering::NotAtomic);
    Static->setConstant(true);
  }
  return !Statics.empty();
}

} // namespace offload
