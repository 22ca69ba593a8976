//===- Gate.cpp - nothing reaches instruction selection that cannot run -----------------------===//

#include "offload/Gate.h"
#include "offload/Abi.h"
#include "offload/CapturedPointers.h"
#include "offload/Diagnostics.h"
#include "offload/Intrinsics.h"
#include "offload/OutlineKernels.h"
#include "offload/RuntimeSymbols.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// The name in the user's source; rustc discards the names of values.
std::string argumentName(const Argument &Parameter) {
  AttributeSet Attributes = Parameter.getParent()->getAttributes().getParamAttrs(Parameter.getArgNo());
  StringRef Kind = Attributes.hasAttribute(ByValueAttribute) ? ByValueAttribute : LiteralAttribute;
  return Attributes.getAttribute(Kind).getValueAsString().str();
}

/// \p I, or the first after it that has a line in the source: a phi, say, has none.
Instruction *withPlace(Instruction *I) {
  for (Instruction *Next = I; Next; Next = Next->getNextNode())
    if (Next->getDebugLoc())
      return Next;
  return I;
}

/// Whether the initialiser of \p Global leads back to it, over other statics or at once.
bool refersToItself(const GlobalVariable &Global) {
  if (!Global.hasInitializer())
    return false;
  SmallPtrSet<const Constant *, 16> Seen;
  SmallVector<const Constant *, 8> Constants{Global.getInitializer()};
  while (!Constants.empty()) {
    const Constant *Next = Constants.pop_back_val();
    if (Next == &Global)
      return true;
    if (isa<Function>(Next) || !Seen.insert(Next).second)
      continue;
    for (const Value *Operand : Next->operands())
      if (auto *Inner = dyn_cast<Constant>(Operand))
        Constants.push_back(Inner);
  }
  return false;
}

/// Walks what one kernel reaches, over uses (vtables, constant tables) as well as calls, and reports what it
/// must not.
class KernelGate {
public:
  KernelGate(Function &Body, const SmallPtrSetImpl<const InlineAsm *> &Known)
      : Body(Body), Known(Known), Name(kernelName(Body)) {}

  bool check() {
    reach(&Body, nullptr);
    while (!Pending.empty()) {
      Function *F = Pending.pop_back_val();
      for (Instruction &I : instructions(*F))
        checkInstruction(I);
    }
    for (auto [Source, User] : findCapturedPointerUses(Body))
      report(ErrorId::CapturedPointer, {Name, argumentName(*Source)}, User);
    return Passed;
  }

private:
  void checkInstruction(Instruction &I) {
    if (auto *Call = dyn_cast<CallBase>(&I))
      if (auto *Assembly = dyn_cast<InlineAsm>(Call->getCalledOperand()))
        if (!Assembly->getAsmString().empty() && !Known.contains(Assembly) && Reported.insert(Assembly).second)
          report(ErrorId::InlineAssembly, {Name}, &I);
    for (Value *Operand : I.operands())
      if (auto *C = dyn_cast<Constant>(Operand))
        reachConstant(C, I);
  }

  void reachConstant(Constant *C, Instruction &From) {
    SmallVector<Constant *, 8> Constants{C};
    while (!Constants.empty()) {
      Constant *Next = Constants.pop_back_val();
      if (!SeenConstants.insert(Next).second)
        continue;
      if (auto *F = dyn_cast<Function>(Next)) {
        reach(F, &From);
        auto *Call = dyn_cast<CallBase>(&From);
        bool IsCall = Call && Call->getCalledOperand() == F;
        if (!IsCall && intrinsicOf(F->getName()))
          report(ErrorId::ExternalFunction, {Name, F->getName().str(), "a device intrinsic, which can only be called"},
                 &From);
        continue;
      }
      if (auto *Global = dyn_cast<GlobalVariable>(Next))
        checkGlobal(*Global, From);
      for (Value *Operand : Next->operands())
        if (auto *Inner = dyn_cast<Constant>(Operand))
          Constants.push_back(Inner);
    }
  }

  void checkGlobal(GlobalVariable &Global, Instruction &From) {
    if (Global.isThreadLocal())
      report(ErrorId::ThreadLocal, {Name, readableName(Global.getName())}, &From);
    else if (Global.isDeclaration())
      report(ErrorId::MutableStatic, {Name, readableName(Global.getName())}, &From);
    else if (Global.getParent()->getTargetTriple().isNVPTX() && !FoundCircle && refersToItself(Global)) {
      // Once: the others of the circle are no news.
      FoundCircle = true;
      report(ErrorId::CircularStatic, {Name, readableName(Global.getName())}, &From);
    }
  }

  void reach(Function *F, Instruction *From) {
    if (!ReachedFrom.try_emplace(F, From).second)
      return;
    if (!F->isDeclaration()) {
      Pending.push_back(F);
      return;
    }
    if (F->isTargetIntrinsic() && !isDevicesOwn(*F)) {
      report(ErrorId::ExternalFunction, {Name, F->getName().str(), "an instruction of the host's processor"}, From);
      return;
    }
    if (F->isIntrinsic() || intrinsicOf(F->getName()) ||
        isRuntimeSymbol(F->getName(), F->getParent()->getTargetTriple()))
      return;
    std::string What = F->getName().starts_with("_R") ? "no body in this program" : "C or system function";
    report(ErrorId::ExternalFunction, {Name, readableName(F->getName()), What}, From);
  }

  /// Whether the back end that the module is for knows the intrinsic \p F, which is one of a processor's.
  static bool isDevicesOwn(const Function &F) {
    llvm::Triple Target = F.getParent()->getTargetTriple();
    return !F.getName().starts_with("llvm.x86.") || Target.isX86();
  }

  /// From the instruction out to the kernel: the frames it was inlined through, then the callers.
  void report(ErrorId Id, SmallVector<std::string, 3> Arguments, Instruction *At) {
    Passed = false;
    Error E{Id, std::move(Arguments), "", {}};
    for (Instruction *From = withPlace(At); From; From = ReachedFrom.lookup(From->getFunction())) {
      if (E.Place.empty())
        E.Place = userPlaceOf(*From);
      append_range(E.Chain, inlinedChain(*From));
    }
    reportError(Body.getContext(), E);
  }

  Function &Body;
  const SmallPtrSetImpl<const InlineAsm *> &Known;
  std::string Name;
  bool Passed = true;
  bool FoundCircle = false;
  DenseMap<Function *, Instruction *> ReachedFrom;
  SmallVector<Function *, 16> Pending;
  DenseSet<Constant *> SeenConstants;
  DenseSet<InlineAsm *> Reported;
};

} // namespace

bool passesGate(Module &M, const SmallPtrSetImpl<const InlineAsm *> &Known) {
  bool Passed = true;
  for (Function *Body : kernelBodies(M))
    Passed &= KernelGate(*Body, Known).check();
  return Passed;
}

PreservedAnalyses GatePass::run(Module &M, ModuleAnalysisManager &) {
  passesGate(M, SmallPtrSet<const InlineAsm *, 1>());
  return PreservedAnalyses::all();
}

} // namespace offload
