//===- UnsupportedUses.cpp - what the functions of a device module do that the device cannot --===//

#include "Gate/UnsupportedUses.h"
#include "Contract/Intrinsics.h"
#include "Gate/LibraryParts.h"
#include "Gate/RuntimeSymbols.h"
#include "Gate/UnsupportedOperations.h"
#include "Gpu/GpuDialect.h"
#include "Lines/Libraries.h"
#include "Lines/RustSymbols.h"
#include "Lines/SourcePlaces.h"
#include "offload/Abi.h"
#include "offload/LinkLibrary.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// Whether the initialiser of \p Global refers to it, directly or through other statics.
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

/// The user's name of a thread-local: `thread_local!` puts the variable into closures of a constant with that name.
std::string threadLocalName(const GlobalVariable &Global) {
  std::string Name = readableName(Global.getName());
  return Name.substr(0, Name.find("::{"));
}

/// Whether the module's back end knows the intrinsic \p F, which belongs to a processor.
bool isDevicesOwn(const Function &F) {
  Triple Target = F.getParent()->getTargetTriple();
  return !F.getName().starts_with("llvm.x86.") || Target.isX86();
}

bool isInLibrary(const Function &F) {
  const DISubprogram *Program = F.getSubprogram();
  return Program && isLibrary(*Program);
}

/// The frames of libraries that \p I was inlined through, up to the first frame of the user; innermost first. Nothing
/// for an instruction without a place.
SmallVector<const DILocation *, 8> libraryFrames(const Instruction &I) {
  SmallVector<const DILocation *, 8> Frames;
  for (const DILocation *Frame = withPlace(I).getDebugLoc().get(); Frame && isLibrary(*Frame->getScope());
       Frame = Frame->getInlinedAt())
    Frames.push_back(Frame);
  return Frames;
}

/// Whether \p I is code of libraries, with no code of the user around it.
bool isLibraryOnly(const Instruction &I) { return isInLibrary(*I.getFunction()) && userPlaceOf(withPlace(I)).empty(); }

/// `read` for `read<&str>`; `launch` for the function that a kernel's function of that name calls.
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

/// The cause of the outermost of the \p Frames that is in a part of the library that no device has.
std::optional<Cause> outermostCause(ArrayRef<const DILocation *> Frames) {
  for (const DILocation *Frame : reverse(Frames))
    if (std::optional<Cause> C = causeOf(*Frame->getScope()->getSubprogram()))
      return C;
  return std::nullopt;
}

/// Replaces \p Below, the details of a call, by \p Part, the call. A thread-local keeps its name, which the user gave
/// it.
Cause inWordsOf(const Cause &Part, ArrayRef<Cause> Below) {
  if (Part.Id != ErrorId::ThreadLocal)
    return Part;
  const Cause *Named = find_if(Below, [](const Cause &C) { return C.Id == ErrorId::ThreadLocal; });
  return Named != Below.end()
             ? *Named
             : Cause{ErrorId::ThreadLocal, {Part.Details.back() + "::" + Part.Details.front()}, /*IsDetail=*/true};
}

void add(SmallVectorImpl<Cause> &Causes, const Cause &New) {
  if (!is_contained(Causes, New))
    Causes.push_back(New);
}

} // namespace

UnsupportedUses::UnsupportedUses(Module &M) : Dialect(gpuDialect(M)) {
  for (Function &F : M)
    if (!F.isDeclaration())
      Uses[&F] = look(F);
  collectLibraryCauses();
}

ArrayRef<InstructionUse> UnsupportedUses::of(Function &F) const {
  auto Entry = Uses.find(&F);
  return Entry == Uses.end() ? ArrayRef<InstructionUse>() : ArrayRef(Entry->second);
}

SmallVector<InstructionUse, 0> UnsupportedUses::look(Function &F) {
  SmallVector<InstructionUse, 0> UsesOfF;
  for (Instruction &I : instructions(F)) {
    InstructionUse Use{&I, {}, {}};
    if (auto *Call = dyn_cast<CallBase>(&I))
      if (auto *Assembly = dyn_cast<InlineAsm>(Call->getCalledOperand()))
        if (!Assembly->getAsmString().empty() && !Call->hasFnAttr(LibraryAssemblyAttribute))
          Use.Causes.push_back({ErrorId::InlineAssembly, {}});
    for (Value *Operand : I.operands())
      if (auto *C = dyn_cast<Constant>(Operand))
        lookAtConstant(*C, Use);
    if (std::optional<Cause> Operation = unsupportedOperation(I, Dialect))
      Use.Causes.push_back(*Operation);
    if (!Use.Functions.empty() || !Use.Causes.empty())
      UsesOfF.push_back(std::move(Use));
  }
  return UsesOfF;
}

void UnsupportedUses::lookAtConstant(Constant &C, InstructionUse &Use) {
  if (isa<ConstantData>(C))
    return;
  auto [Entry, IsNew] = Behind.try_emplace(&C);
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
    Entry->second = std::move(Leaves);
  }
  for (Constant *Leaf : Entry->second)
    if (auto *F = dyn_cast<Function>(Leaf))
      checkCallee(*F, Use);
    else
      checkGlobal(*cast<GlobalVariable>(Leaf), Use);
}

void UnsupportedUses::checkCallee(Function &F, InstructionUse &Use) {
  std::optional<DeviceIntrinsic> Intrinsic = intrinsicOf(F);
  auto *Call = dyn_cast<CallBase>(Use.Site);
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
  if (F.isIntrinsic() || Intrinsic || isRuntimeSymbol(F.getName(), Dialect))
    return;
  std::string What = F.getName().starts_with("_R") ? "no body in this program" : "C or system function";
  add(Use.Causes, {ErrorId::ExternalFunction, {readableName(F.getName()), What}});
}

void UnsupportedUses::checkGlobal(GlobalVariable &Global, InstructionUse &Use) {
  if (Global.isThreadLocal())
    add(Use.Causes, {ErrorId::ThreadLocal, {threadLocalName(Global)}});
  else if (Global.isDeclaration())
    add(Use.Causes, {ErrorId::MutableStatic, {readableName(Global.getName())}});
  else if (Dialect && !Dialect->hasCircularStatics() && refersToItself(Global))
    add(Use.Causes, {ErrorId::CircularStatic, {readableName(Global.getName())}});
}

SmallVector<Cause, 1> UnsupportedUses::causesBelow(const InstructionUse &Use) const {
  Causes Below = Use.Causes;
  for (Function *F : Use.Functions)
    if (auto Library = LibraryCauses.find(F); Library != LibraryCauses.end())
      for (const Cause &C : Library->second)
        add(Below, C);
  if (Below.empty())
    return Below;
  if (std::optional<Cause> Part = outermostCause(libraryFrames(*Use.Site)))
    return {inWordsOf(*Part, Below)};
  return Below;
}

void UnsupportedUses::collectLibraryCauses() {
  for (bool Again = true; Again;) {
    Again = false;
    for (auto &[F, UsesOfF] : Uses) {
      if (!isInLibrary(*F))
        continue;
      Causes Collected;
      for (const InstructionUse &Use : UsesOfF)
        if (isLibraryOnly(*Use.Site))
          for (const Cause &C : causesBelow(Use))
            add(Collected, C);
      if (Collected.empty())
        continue;
      if (std::optional<Cause> Part = causeOf(*F->getSubprogram()))
        Collected = {inWordsOf(*Part, Collected)};
      Causes &Before = LibraryCauses[F];
      Again |= Before.size() != Collected.size();
      Before = std::move(Collected);
    }
  }
}

SmallVector<Cause, 1> UnsupportedUses::causesAt(const InstructionUse &Use) const {
  if (isLibraryOnly(*Use.Site))
    return {};
  Causes All = causesBelow(Use);
  bool IsInLibrary = !libraryFrames(*Use.Site).empty();
  for (Cause &C : All) {
    bool IsCalledThere = !is_contained(Use.Causes, C) || (IsInLibrary && C.Id == ErrorId::ExternalFunction);
    C.IsDetail |= !isErrorOfLibraryPart(C.Id) && C.Id != ErrorId::ThreadLocal && IsCalledThere;
  }
  if (Use.Functions.empty() || All.size() < 2)
    return All;
  // Details of one call of the library: take those that have words for the user, or else the first detail.
  Causes Parts;
  copy_if(All, std::back_inserter(Parts), [](const Cause &C) { return isErrorOfLibraryPart(C.Id); });
  if (!Parts.empty())
    return Parts;
  All.truncate(1);
  return All;
}

} // namespace offload
