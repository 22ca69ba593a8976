//===- DetectionOrigins.cpp - what is computed from the host's processor ----------------------===//

#include "Portable/DetectionOrigins.h"
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

/// `mov rsi, rbx; cpuid; xchg rsi, rbx`: core saves a register that LLVM reserves.
bool isProcessorQuery(StringRef Assembly) {
  bool Asks = false;
  for (StringRef Line : split(Assembly, '\n')) {
    if (Line.trim().empty())
      continue;
    // A directive (`.byte`) has no mnemonic, and may stand for any instruction.
    StringRef Mnemonic = Line.trim().take_while([](char C) { return isAlnum(C); });
    if (Mnemonic == "cpuid" || Mnemonic == "xgetbv")
      Asks = true;
    else if (!is_contained({"mov", "xchg", "push", "pop"}, Mnemonic))
      return false;
  }
  return Asks;
}

/// All objects that \p Address may point into.
SmallVector<const Value *, 4> objectsOf(const Value *Address) {
  SmallVector<const Value *, 4> Objects;
  getUnderlyingObjects(Address, Objects);
  return Objects;
}

bool isReadOnly(const Value *Object) {
  auto *Global = dyn_cast<GlobalVariable>(Object);
  return Global ? Global->isConstant() : isa<Function, ConstantPointerNull, UndefValue>(Object);
}

/// The functions that \p V can be; nothing if it can be any function.
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
  Pending = {V};
  return traceAll();
}

Origin DetectionOrigins::originOfChoice(ArrayRef<BasicBlock *> Blocks) {
  Seen.clear();
  Pending.clear();
  DominatorTree &Tree = dominators(*Blocks.front()->getParent());
  BasicBlock *From = Blocks.front();
  for (BasicBlock *Block : Blocks) {
    if (!Tree.isReachableFromEntry(Block))
      return Origin::Other;
    From = Tree.findNearestCommonDominator(From, Block);
  }
  return traceChoice(Blocks, From) | traceAll();
}

/// No recursion here: the store at the end of an unrolled hash depends on a chain of operands as long as the hash.
Origin DetectionOrigins::traceAll() {
  Origin From = Origin::Constant;
  while (!Pending.empty() && From != Origin::Other) {
    Value *V = Pending.pop_back_val();
    if (isa<Constant>(V))
      continue;
    auto *I = dyn_cast<Instruction>(V);
    if (!I)
      return Origin::Other;
    if (Seen.insert(I).second)
      From = From | trace(*I);
  }
  return From;
}

Origin DetectionOrigins::trace(Instruction &I) {
  if (auto *Call = dyn_cast<CallBase>(&I)) {
    if (asksProcessor(*Call))
      return Origin::Detection;
    if (!isClosed(*Call))
      return Origin::Other;
    Pending.append(Call->arg_begin(), Call->arg_end());
    return detects(Call->getCalledFunction()) ? Origin::Detection : Origin::Constant;
  }
  if (auto *Load = dyn_cast<LoadInst>(&I)) {
    if (!mayRead(Load->getPointerOperand()))
      return Origin::Other;
    Pending.push_back(Load->getPointerOperand());
    bool IsRemembered = any_of(objectsOf(Load->getPointerOperand()), [&](const Value *Object) {
      return Remembering.contains(dyn_cast<GlobalVariable>(Object));
    });
    return IsRemembered ? Origin::Detection : Origin::Constant;
  }
  if (auto *Phi = dyn_cast<PHINode>(&I)) {
    DomTreeNode *Node = dominators(*Phi->getFunction()).getNode(Phi->getParent());
    if (!Node || !Node->getIDom())
      return Origin::Other;
    Pending.append(Phi->op_begin(), Phi->op_end());
    SmallVector<BasicBlock *, 4> Before(Phi->blocks());
    return traceChoice(Before, Node->getIDom()->getBlock());
  }
  bool IsComputation =
      isa<CastInst, BinaryOperator, UnaryOperator, CmpInst, SelectInst, GetElementPtrInst, ExtractValueInst,
          InsertValueInst, ExtractElementInst, InsertElementInst, ShuffleVectorInst, FreezeInst>(I);
  if (!IsComputation)
    return Origin::Other;
  Pending.append(I.op_begin(), I.op_end());
  return Origin::Constant;
}

/// All branches on a way from \p From, which dominates \p Blocks, to one of them.
Origin DetectionOrigins::traceChoice(ArrayRef<BasicBlock *> Blocks, BasicBlock *From) {
  SmallSetVector<BasicBlock *, 8> Between;
  for (BasicBlock *Block : Blocks)
    Between.insert(Block);
  bool IsChoice = Between.size() > 1;
  for (unsigned Next = 0; Next < Between.size(); ++Next)
    if (Between[Next] != From)
      Between.insert(pred_begin(Between[Next]), pred_end(Between[Next]));
  for (BasicBlock *Block : Between) {
    Instruction *Terminator = Block->getTerminator();
    if (Terminator->getNumSuccessors() < 2 || !IsChoice)
      continue;
    if (auto *Branch = dyn_cast<BranchInst>(Terminator))
      Pending.push_back(Branch->getCondition());
    else if (auto *Switch = dyn_cast<SwitchInst>(Terminator))
      Pending.push_back(Switch->getCondition());
    else
      return Origin::Other;
  }
  return Origin::Constant;
}

// --- Closed code ---------------------------------------------------------------------------------

bool DetectionOrigins::isClosed(Function &F) {
  Callees.clear();
  Callees.insert(Callee(&F, /*OwnsArguments=*/false));
  return closesCallees();
}

bool DetectionOrigins::isClosed(Instruction &I) {
  Callees.clear();
  return closes(I, /*OwnsArguments=*/false) && closesCallees();
}

/// Asks each function once: one of them is closed only if all are.
bool DetectionOrigins::closesCallees() {
  for (unsigned Next = 0; Next < Callees.size(); ++Next) {
    Callee Asked = Callees[Next];
    Function *F = Asked.getPointer();
    if (F->isDeclaration() || !all_of(instructions(*F), [&](Instruction &I) { return closes(I, Asked.getInt()); }))
      return false;
  }
  return true;
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
  // The callee may write memory that belongs to the caller alone.
  bool GivesOwn = true;
  for (Value *Argument : Call.args()) {
    if (!Argument->getType()->isPointerTy())
      continue;
    if (!mayRead(Argument))
      return false;
    GivesOwn &= mayWrite(Argument, OwnsArguments);
  }
  SmallVector<Function *, 2> Called = functionsOf(Call.getCalledOperand());
  for (Function *F : Called)
    Callees.insert(Callee(F, GivesOwn));
  return !Called.empty();
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
