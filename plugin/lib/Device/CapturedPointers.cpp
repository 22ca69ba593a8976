//===- CapturedPointers.cpp - uses of pointers that travelled by value ------------------------===//
//
// A forward taint analysis over two facts: "points into captured bytes" and "was read from captured bytes". Rust's
// bounds (`Copy + Send + 'static`) cannot exclude a leaked `&'static` or a function pointer; this does.
//
//===------------------------------------------------------------------------------------------===//

#include "offload/CapturedPointers.h"
#include "offload/Gate.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace offload {
namespace {

class Tracer {
public:
  /// The first instruction that uses a captured value as an address, or null.
  Instruction *trace(Argument &Source, bool IsAddress) {
    mark(&Source, IsAddress ? PointsToCaptured : Captured);
    while (!Pending.empty() && !Found) {
      Value *V = Pending.pop_back_val();
      for (Use &U : V->uses())
        visit(U, Facts[V]);
    }
    return Found;
  }

private:
  enum Fact : unsigned { PointsToCaptured = 1, Captured = 2 };

  void mark(Value *V, unsigned New) {
    unsigned &Known = Facts[V];
    if ((Known | New) == Known)
      return;
    Known |= New;
    Pending.push_back(V);
  }

  /// A local variable that captured bytes are written to holds captured bytes itself; so does a caller's that
  /// its callee was given the address of.
  void markStored(Value *Address) {
    Value *Object = getUnderlyingObject(Address);
    if (isa<AllocaInst>(Object)) {
      mark(Object, PointsToCaptured);
      return;
    }
    auto *Parameter = dyn_cast<Argument>(Object);
    if (!Parameter || !StoredThrough.insert(Parameter).second)
      return;
    Function *Callee = Parameter->getParent();
    for (User *Caller : Callee->users())
      if (auto *Call = dyn_cast<CallBase>(Caller); Call && Call->getCalledOperand() == Callee)
        markStored(Call->getArgOperand(Parameter->getArgNo()));
  }

  void visit(Use &U, unsigned Fact) {
    auto *I = dyn_cast<Instruction>(U.getUser());
    if (!I)
      return;
    bool IsAddress = Fact & Captured && U->getType()->isPointerTy();
    if (auto *Load = dyn_cast<LoadInst>(I)) {
      if (IsAddress)
        Found = I;
      else if (Fact & PointsToCaptured)
        mark(Load, Captured);
    } else if (auto *Store = dyn_cast<StoreInst>(I)) {
      if (U.getOperandNo() == StoreInst::getPointerOperandIndex())
        Found = IsAddress ? I : Found;
      else if (Fact & Captured)
        markStored(Store->getPointerOperand());
    } else if (isa<AtomicRMWInst, AtomicCmpXchgInst>(I)) {
      if (IsAddress && U.getOperandNo() == 0)
        Found = I;
    } else if (auto *Call = dyn_cast<CallBase>(I)) {
      visitCall(*Call, U, Fact);
    } else if (isa<GetElementPtrInst>(I)) {
      // A captured integer may well be an index; only the base makes an address.
      if (U.getOperandNo() == 0)
        mark(I, Fact);
    } else if (auto *Return = dyn_cast<ReturnInst>(I)) {
      for (User *Caller : Return->getFunction()->users())
        if (auto *Call = dyn_cast<CallBase>(Caller); Call && Call->getCalledOperand() == Return->getFunction())
          mark(Call, Fact);
    } else if (isa<SelectInst>(I)) {
      // A captured condition makes neither alternative captured.
      if (U.getOperandNo() != 0)
        mark(I, Fact);
    } else if (isa<InsertElementInst, ExtractElementInst>(I)) {
      bool IsIndex = U.getOperandNo() == I->getNumOperands() - 1;
      if (!IsIndex)
        mark(I, Fact);
    } else if (isa<CastInst, PHINode, FreezeInst, BinaryOperator, ExtractValueInst, InsertValueInst, ShuffleVectorInst>(
                   I)) {
      mark(I, Fact);
    }
  }

  void visitCall(CallBase &Call, Use &U, unsigned Fact) {
    if (Call.isCallee(&U)) {
      Found = Fact & Captured ? &Call : Found;
      return;
    }
    bool IsAddress = Fact & Captured && U->getType()->isPointerTy();
    if (auto *Access = dyn_cast<MemIntrinsic>(&Call)) {
      auto *Copy = dyn_cast<MemTransferInst>(Access);
      bool IsSource = Copy && U.getOperandNo() == 1;
      if (IsAddress)
        Found = &Call;
      else if (IsSource && Fact & PointsToCaptured)
        markStored(Copy->getDest());
      return;
    }
    Function *Callee = Call.getCalledFunction();
    if (!Callee || !Call.isArgOperand(&U))
      return;
    if (!Callee->isDeclaration())
      mark(Callee->getArg(Call.getArgOperandNo(&U)), Fact);
    else if (IsAddress && !Callee->isIntrinsic())
      Found = &Call; // memcmp and the like read behind it
  }

  DenseMap<Value *, unsigned> Facts;
  SmallPtrSet<Argument *, 4> StoredThrough;
  SmallVector<Value *, 16> Pending;
  Instruction *Found = nullptr;
};

} // namespace

SmallVector<CapturedPointerUse, 1> findCapturedPointerUses(Function &Body) {
  SmallVector<CapturedPointerUse, 1> Uses;
  for (Argument &Parameter : Body.args()) {
    AttributeSet Attributes = Body.getAttributes().getParamAttrs(Parameter.getArgNo());
    bool IsAddress = Attributes.hasAttribute(ByValueAttribute);
    if (!IsAddress && !Attributes.hasAttribute(LiteralAttribute))
      continue;
    if (Instruction *User = Tracer().trace(Parameter, IsAddress))
      Uses.push_back({&Parameter, User});
  }
  return Uses;
}

} // namespace offload
