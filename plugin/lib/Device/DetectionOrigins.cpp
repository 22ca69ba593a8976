//===- DetectionOrigins.cpp - what is computed from the host's processor ----------------------===//

#include "offload/DetectionOrigins.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace offload {
namespace {

/// `mov rsi, rbx; cpuid; xchg rsi, rbx`: core saves the register that LLVM keeps for itself.
bool isProcessorQuery(StringRef Assembly) {
  bool Asks = false;
  for (StringRef Line : split(Assembly, '\n')) {
    StringRef Mnemonic = Line.trim().take_while([](char C) { return isAlnum(C); });
    if (Mnemonic == "cpuid" || Mnemonic == "xgetbv")
      Asks = true;
    else if (!is_contained({"", "mov", "xchg", "push", "pop"}, Mnemonic))
      return false;
  }
  return Asks;
}

/// Everything that \p Address may point into.
SmallVector<const Value *, 4> objectsOf(const Value *Address) {
  SmallVector<const Value *, 4> Objects;
  getUnderlyingObjects(Address, Objects);
  return Objects;
}

bool isReadOnly(const Value *Object) {
  auto *Global = dyn_cast<GlobalVariable>(Object);
  return Global ? Global->isConstant() : isa<Function, ConstantPointerNull, UndefValue>(Object);
}

/// The functions that \p V can be; nothing if it can be others.
SmallVector<Function *, 2> functionsOf(Value *V) {
  SmallVector<Function *, 2> Functions;
  SmallPtrSet<Value *, 8> Seen;
  SmallVector<Value *, 4> Values{V};
  while (!Values.empty()) {
    Value *Next = Values.pop_back_val();
    if (!Seen.insert(Next).second)
      continue;
    if (auto *F = dyn_cast<Function>(Next))
      Functions.push_back(F);
    else if (auto *Phi = dyn_cast<PHINode>(Next))
      Values.append(Phi->op_begin(), Phi->op_end());
    else if (auto *Select = dyn_cast<SelectInst>(Next))
      Values.append({Select->getTrueValue(), Select->getFalseValue()});
    else
      return {};
  }
  return Functions;
}

} // namespace

bool asksProcessor(const CallBase &Call) {
  if (auto *Assembly = dyn_cast<InlineAsm>(Call.getCalledOperand()))
    return isProcessorQuery(Assembly->getAsmString());
  return Call.getIntrinsicID() == Intrinsic::x86_xgetbv;
}

DetectionOrigins::DetectionOrigins(Module &M) {
  for (Function &F : M)
    if (any_of(instructions(F), [](Instruction &I) {
          auto *Call = dyn_cast<CallBase>(&I);
          return Call && asksProcessor(*Call);
        }))
      Detectors.insert(&F);
  for (unsigned Next = 0; Next < Detectors.size(); ++Next)
    for (const User *U : Detectors[Next]->users())
      if (auto *Call = dyn_cast<CallBase>(U); Call && Call->getCalledFunction() == Detectors[Next])
        Detectors.insert(Call->getFunction());
}

DominatorTree &DetectionOrigins::dominators(Function &F) {
  std::unique_ptr<DominatorTree> &Tree = Trees[&F];
  if (!Tree)
    Tree = std::make_unique<DominatorTree>(F);
  return *Tree;
}

// --- Origins -------------------------------------------------------------------------------------

Origin DetectionOrigins::originOf(Value *V) {
  Seen.clear();
  return traceOf(V);
}

Origin DetectionOrigins::originOfChoice(ArrayRef<BasicBlock *> Blocks) {
  Seen.clear();
  DominatorTree &Tree = dominators(*Blocks.front()->getParent());
  BasicBlock *From = Blocks.front();
  for (BasicBlock *Block : Blocks) {
    if (!Tree.isReachableFromEntry(Block))
      return Origin::Other;
    From = Tree.findNearestCommonDominator(From, Block);
  }
  return traceOfChoice(Blocks, From);
}

Origin DetectionOrigins::traceOf(Value *V) {
  if (isa<Constant>(V))
    return Origin::Constant;
  auto *I = dyn_cast<Instruction>(V);
  if (!I)
    return Origin::Other;
  return Seen.insert(I).second ? traceOf(*I) : Origin::Constant;
}

Origin DetectionOrigins::traceOf(Instruction &I) {
  if (auto *Call = dyn_cast<CallBase>(&I)) {
    if (asksProcessor(*Call))
      return Origin::Detection;
    Origin From = detects(Call->getCalledFunction()) ? Origin::Detection : Origin::Constant;
    for (Value *Argument : Call->args())
      From = From | traceOf(Argument);
    return From == Origin::Other || !isClosed(*Call) ? Origin::Other : From;
  }
  if (auto *Load = dyn_cast<LoadInst>(&I)) {
    bool IsRemembered = any_of(objectsOf(Load->getPointerOperand()), [&](const Value *Object) {
      return Remembering.contains(dyn_cast<GlobalVariable>(Object));
    });
    Origin From = IsRemembered ? Origin::Detection : Origin::Constant;
    return mayRead(Load->getPointerOperand()) ? From | traceOf(Load->getPointerOperand()) : Origin::Other;
  }
  if (auto *Phi = dyn_cast<PHINode>(&I)) {
    DomTreeNode *Node = dominators(*Phi->getFunction()).getNode(Phi->getParent());
    if (!Node || !Node->getIDom())
      return Origin::Other;
    SmallVector<BasicBlock *, 4> Before(Phi->blocks());
    return traceOfOperands(*Phi) | traceOfChoice(Before, Node->getIDom()->getBlock());
  }
  bool IsComputation =
      isa<CastInst, BinaryOperator, UnaryOperator, CmpInst, SelectInst, GetElementPtrInst, ExtractValueInst,
          InsertValueInst, ExtractElementInst, InsertElementInst, ShuffleVectorInst, FreezeInst>(I);
  return IsComputation ? traceOfOperands(I) : Origin::Other;
}

Origin DetectionOrigins::traceOfOperands(User &U) {
  Origin From = Origin::Constant;
  for (Value *Operand : U.operands())
    From = From | traceOf(Operand);
  return From;
}

/// Every branch on a way from \p From, which dominates them, to one of \p Blocks.
Origin DetectionOrigins::traceOfChoice(ArrayRef<BasicBlock *> Blocks, BasicBlock *From) {
  SmallSetVector<BasicBlock *, 8> Between;
  for (BasicBlock *Block : Blocks)
    Between.insert(Block);
  bool IsChoice = Between.size() > 1;
  for (unsigned Next = 0; Next < Between.size(); ++Next)
    if (Between[Next] != From)
      Between.insert(pred_begin(Between[Next]), pred_end(Between[Next]));
  Origin Of = Origin::Constant;
  for (BasicBlock *Block : Between) {
    Instruction *Terminator = Block->getTerminator();
    if (Terminator->getNumSuccessors() < 2 || !IsChoice)
      continue;
    if (auto *Branch = dyn_cast<BranchInst>(Terminator))
      Of = Of | traceOf(Branch->getCondition());
    else if (auto *Switch = dyn_cast<SwitchInst>(Terminator))
      Of = Of | traceOf(Switch->getCondition());
    else
      return Origin::Other;
  }
  return Of;
}

// --- Closed code ---------------------------------------------------------------------------------

bool DetectionOrigins::isClosed(Function &F) {
  Closed.clear();
  return closes(F, /*OwnsArguments=*/false);
}

bool DetectionOrigins::isClosed(Instruction &I) {
  Closed.clear();
  return closes(I, /*OwnsArguments=*/false);
}

bool DetectionOrigins::closes(Function &F, bool OwnsArguments) {
  if (F.isDeclaration())
    return false;
  // A function that calls itself is asked once: everything that is asked has to be true for one to be.
  return !Closed.insert(Callee(&F, OwnsArguments)).second ||
         all_of(instructions(F), [&](Instruction &I) { return closes(I, OwnsArguments); });
}

bool DetectionOrigins::closes(Instruction &I, bool OwnsArguments) {
  if (auto *Call = dyn_cast<CallBase>(&I))
    return closesCall(*Call, OwnsArguments);
  if (auto *Load = dyn_cast<LoadInst>(&I))
    return !Load->isVolatile() && mayRead(Load->getPointerOperand());
  if (auto *Store = dyn_cast<StoreInst>(&I))
    return !Store->isVolatile() && mayWrite(Store->getPointerOperand(), OwnsArguments);
  return !I.mayReadOrWriteMemory();
}

bool DetectionOrigins::closesCall(CallBase &Call, bool OwnsArguments) {
  if (asksProcessor(Call) || Call.doesNotReturn() || Call.isLifetimeStartOrEnd())
    return true;
  if (auto *Memory = dyn_cast<MemIntrinsic>(&Call)) {
    auto *Transfer = dyn_cast<MemTransferInst>(Memory);
    return !Memory->isVolatile() && mayWrite(Memory->getRawDest(), OwnsArguments) &&
           (!Transfer || mayRead(Transfer->getRawSource()));
  }
  if (isa<IntrinsicInst>(Call))
    return Call.doesNotAccessMemory() || isa<AssumeInst, DbgInfoIntrinsic, NoAliasScopeDeclInst>(Call);
  // What is the caller's own may be written by the callee.
  bool GivesOwn = true;
  for (Value *Argument : Call.args()) {
    if (!Argument->getType()->isPointerTy())
      continue;
    if (!mayRead(Argument))
      return false;
    GivesOwn &= mayWrite(Argument, OwnsArguments);
  }
  SmallVector<Function *, 2> Callees = functionsOf(Call.getCalledOperand());
  return !Callees.empty() && all_of(Callees, [&](Function *F) { return closes(*F, GivesOwn); });
}

bool DetectionOrigins::mayRead(Value *Address) const {
  return all_of(objectsOf(Address), [&](const Value *Object) {
    return isa<AllocaInst, Argument>(Object) || isReadOnly(Object) ||
           Remembering.contains(dyn_cast<GlobalVariable>(Object));
  });
}

bool DetectionOrigins::mayWrite(Value *Address, bool OwnsArguments) const {
  return all_of(objectsOf(Address), [&](const Value *Object) {
    return isa<AllocaInst>(Object) || (OwnsArguments && isa<Argument>(Object)) ||
           Remembering.contains(dyn_cast<GlobalVariable>(Object));
  });
}

} // namespace offload
