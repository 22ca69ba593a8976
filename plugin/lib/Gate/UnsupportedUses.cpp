//===- UnsupportedUses.cpp - what the functions of a device module do that the device cannot --===//

#include "Gate/UnsupportedUses.h"
#include "Contract/Intrinsics.h"
#include "Gate/LibraryParts.h"
#include "Gate/RuntimeSymbols.h"
#include "Gate/UnsupportedOperations.h"
#include "Lines/Libraries.h"
#include "Lines/RustSymbols.h"
#include "Lines/SourcePlaces.h"
#include "offload/Abi.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

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

/// The user's name of a thread-local: `thread_local!` puts the variable into closures of a constant of that name.
std::string threadLocalName(const GlobalVariable &Global) {
  std::string Name = readableName(Global.getName());
  return Name.substr(0, Name.find("::{"));
}

/// Whether the back end that the module is for knows the intrinsic \p F, which is one of a processor's.
bool isDevicesOwn(const Function &F) {
  Triple Target = F.getParent()->getTargetTriple();
  return !F.getName().starts_with("llvm.x86.") || Target.isX86();
}

bool isLibraryFunction(const Function &F) {
  const DISubprogram *Program = F.getSubprogram();
  return Program && isLibrary(*Program);
}

/// The frames of libraries that \p I was inlined through before the first of a user's; innermost first. Nothing for an
/// instruction without a place.
SmallVector<const DILocation *, 8> libraryFrames(const Instruction &I) {
  SmallVector<const DILocation *, 8> Frames;
  for (const DILocation *At = withPlace(I).getDebugLoc().get(); At && isLibrary(*At->getScope());
       At = At->getInlinedAt())
    Frames.push_back(At);
  return Frames;
}

/// Whether \p I is code of libraries, and nothing of a user's was inlined around it.
bool isLibraryOnly(const Instruction &I) {
  return isLibraryFunction(*I.getFunction()) && userPlaceOf(withPlace(I)).empty();
}

/// `read` for `read<&str>`; `launch` for what a kernel's function of that name calls.
std::string plainName(const DISubprogram &Program) {
  StringRef Name = Program.getName().split('<').first;
  return Name.starts_with("launch_") ? "launch" : Name.str();
}

std::optional<Cause> causeOf(const DISubprogram &Program) {
  std::optional<LibraryPart> Part = libraryPartOf(Program);
  if (!Part)
    return std::nullopt;
  return Cause{Part->Id, {plainName(Program), Part->Module.str()}};
}

/// The outermost of the \p Frames that is in a part of the library that no device has.
std::optional<Cause> outermostCause(ArrayRef<const DILocation *> Frames) {
  for (const DILocation *Frame : reverse(Frames))
    if (std::optional<Cause> Found = causeOf(*Frame->getScope()->getSubprogram()))
      return Found;
  return std::nullopt;
}

/// \p Part instead of \p Below, which is what it does in detail. Of a thread-local the name is kept: the user gave it.
Cause inWordsOf(const Cause &Part, ArrayRef<Cause> Below) {
  if (Part.Id != ErrorId::ThreadLocal)
    return Part;
  const Cause *Named = find_if(Below, [](const Cause &C) { return C.Id == ErrorId::ThreadLocal; });
  return Named != Below.end()
             ? *Named
             : Cause{ErrorId::ThreadLocal, {Part.Details.back() + "::" + Part.Details.front()}, /*IsDetail=*/true};
}

void add(SmallVectorImpl<Cause> &Known, const Cause &New) {
  if (!is_contained(Known, New))
    Known.push_back(New);
}

} // namespace

UnsupportedUses::UnsupportedUses(Module &M, const SmallPtrSetImpl<const InlineAsm *> &Known) : Known(Known) {
  for (Function &F : M)
    if (!F.isDeclaration())
      Uses[&F] = look(F);
  collectLibraryCauses();
}

ArrayRef<InstructionUse> UnsupportedUses::of(Function &F) const {
  auto Found = Uses.find(&F);
  return Found == Uses.end() ? ArrayRef<InstructionUse>() : ArrayRef(Found->second);
}

SmallVector<InstructionUse, 0> UnsupportedUses::look(Function &F) {
  SmallVector<InstructionUse, 0> Found;
  for (Instruction &I : instructions(F)) {
    InstructionUse Use{&I, {}, {}};
    if (auto *Call = dyn_cast<CallBase>(&I))
      if (auto *Assembly = dyn_cast<InlineAsm>(Call->getCalledOperand()))
        if (!Assembly->getAsmString().empty() && !Known.contains(Assembly))
          Use.Causes.push_back({ErrorId::InlineAssembly, {}});
    for (Value *Operand : I.operands())
      if (auto *C = dyn_cast<Constant>(Operand))
        lookAtConstant(*C, Use);
    if (std::optional<Cause> Operation = unsupportedOperation(I))
      Use.Causes.push_back(*Operation);
    if (!Use.Functions.empty() || !Use.Causes.empty())
      Found.push_back(std::move(Use));
  }
  return Found;
}

void UnsupportedUses::lookAtConstant(Constant &C, InstructionUse &Use) {
  if (isa<ConstantData>(C))
    return;
  auto [Found, IsNew] = Behind.try_emplace(&C);
  if (IsNew) {
    SmallVector<Constant *, 1> Leaves;
    SmallPtrSet<Constant *, 8> Seen;
    SmallVector<Constant *, 8> Constants{&C};
    while (!Constants.empty()) {
      Constant *Next = Constants.pop_back_val();
      if (isa<ConstantData>(Next) || !Seen.insert(Next).second)
        continue;
      if (isa<Function, GlobalVariable>(Next))
        Leaves.push_back(Next);
      if (isa<Function>(Next))
        continue;
      for (Value *Operand : Next->operands())
        if (auto *Inner = dyn_cast<Constant>(Operand))
          Constants.push_back(Inner);
    }
    Found->second = std::move(Leaves);
  }
  for (Constant *Leaf : Found->second)
    if (auto *F = dyn_cast<Function>(Leaf))
      checkCallee(*F, Use);
    else
      checkGlobal(*cast<GlobalVariable>(Leaf), Use);
}

void UnsupportedUses::checkCallee(Function &F, InstructionUse &Use) {
  std::optional<DeviceIntrinsic> Intrinsic = intrinsicOf(F.getName());
  auto *Call = dyn_cast<CallBase>(Use.At);
  bool IsCall = Call && Call->getCalledOperand() == &F;
  if (Intrinsic && !IsCall)
    return add(Use.Causes,
               {ErrorId::ExternalFunction, {F.getName().str(), "a device intrinsic, which can only be called"}});
  if (!F.isDeclaration()) {
    if (!is_contained(Use.Functions, &F))
      Use.Functions.push_back(&F);
    return;
  }
  if (F.isTargetIntrinsic() && !isDevicesOwn(F))
    return add(Use.Causes, {ErrorId::HostInstruction, {F.getName().str(), "LLVM"}});
  if (F.getName() == abi::LAUNCH_SYMBOL)
    return add(Use.Causes, {ErrorId::LaunchInKernel, {"launch", "offload"}});
  if (F.isIntrinsic() || Intrinsic || isRuntimeSymbol(F.getName(), F.getParent()->getTargetTriple()))
    return;
  std::string What = F.getName().starts_with("_R") ? "no body in this program" : "C or system function";
  add(Use.Causes, {ErrorId::ExternalFunction, {readableName(F.getName()), What}});
}

void UnsupportedUses::checkGlobal(GlobalVariable &Global, InstructionUse &Use) {
  if (Global.isThreadLocal())
    add(Use.Causes, {ErrorId::ThreadLocal, {threadLocalName(Global)}});
  else if (Global.isDeclaration())
    add(Use.Causes, {ErrorId::MutableStatic, {readableName(Global.getName())}});
  else if (Global.getParent()->getTargetTriple().isNVPTX() && refersToItself(Global))
    add(Use.Causes, {ErrorId::CircularStatic, {readableName(Global.getName())}});
}

SmallVector<Cause, 1> UnsupportedUses::causesBelow(const InstructionUse &Use) const {
  Causes Below = Use.Causes;
  for (Function *F : Use.Functions)
    if (auto Found = LibraryCauses.find(F); Found != LibraryCauses.end())
      for (const Cause &C : Found->second)
        add(Below, C);
  if (Below.empty())
    return Below;
  if (std::optional<Cause> Part = outermostCause(libraryFrames(*Use.At)))
    return {inWordsOf(*Part, Below)};
  return Below;
}

void UnsupportedUses::collectLibraryCauses() {
  for (bool Again = true; Again;) {
    Again = false;
    for (auto &[F, UsesOfF] : Uses) {
      if (!isLibraryFunction(*F))
        continue;
      Causes Found;
      for (const InstructionUse &Use : UsesOfF)
        if (isLibraryOnly(*Use.At))
          for (const Cause &C : causesBelow(Use))
            add(Found, C);
      if (Found.empty())
        continue;
      if (std::optional<Cause> Part = causeOf(*F->getSubprogram()))
        Found = {inWordsOf(*Part, Found)};
      Causes &Before = LibraryCauses[F];
      Again |= Before.size() != Found.size();
      Before = std::move(Found);
    }
  }
}

SmallVector<Cause, 1> UnsupportedUses::causesAt(const InstructionUse &Use) const {
  if (isLibraryOnly(*Use.At))
    return {};
  Causes Found = causesBelow(Use);
  bool IsInLibrary = !libraryFrames(*Use.At).empty();
  for (Cause &C : Found) {
    bool IsCalledThere = !is_contained(Use.Causes, C) || (IsInLibrary && C.Id == ErrorId::ExternalFunction);
    C.IsDetail |= !isErrorOfLibraryPart(C.Id) && C.Id != ErrorId::ThreadLocal && IsCalledThere;
  }
  if (Use.Functions.empty() || Found.size() < 2)
    return Found;
  // Details of one call of the library: what can be said in the user's words, or else the first of them.
  Causes Parts;
  copy_if(Found, std::back_inserter(Parts), [](const Cause &C) { return isErrorOfLibraryPart(C.Id); });
  if (!Parts.empty())
    return Parts;
  Found.truncate(1);
  return Found;
}

} // namespace offload
