//===- OutlineKernels.cpp - from a host program to a device module ----------------------------===//

#include "offload/OutlineKernels.h"
#include "Contract/KernelBody.h"
#include "Contract/KernelDescriptor.h"
#include "Diagnostics/Diagnostics.h"
#include "Lines/RustSymbols.h"
#include "Outline/Reachability.h"
#include "offload/Abi.h"
#include "offload/RecordTypes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/Analysis/CallGraph.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"

using namespace llvm;

namespace offload {
namespace {

/// The reason why \p K cannot be called with its slots; empty if it can.
std::string shimProblem(const Kernel &K) {
  if (K.Shim->isDeclaration())
    return "its shim has no body in this program";
  FunctionType *Type = K.Shim->getFunctionType();
  if (Type->getNumParams() != K.Description.Slots.size() || !Type->getReturnType()->isVoidTy() || Type->isVarArg())
    return "its shim does not take one parameter per slot";
  for (auto [Parameter, Slot] : zip(Type->params(), K.Description.Slots)) {
    bool Fits = Slot.isPointer() ? Parameter->isPointerTy() : Parameter->isPointerTy() || Parameter->isIntegerTy();
    if (!Fits || (Parameter->isIntegerTy() && Parameter->getIntegerBitWidth() > 64))
      return "slot `" + Slot.Name + "` is neither a pointer nor an integer of at most 64 bits";
  }
  return "";
}

/// The values that a GPU's kernel has among its arguments, as `KernelHandle::carried` lists them: the first values that
/// fit. Arguments are aligned to a word at most.
uint64_t carriedSlots(const KernelDescription &Description) {
  uint64_t Carried = 0, Left = abi::CARRIED_BYTES;
  for (auto [Index, Slot] : enumerate(Description.Slots)) {
    if (Slot.Kind != abi::SLOT_BY_VALUE || Slot.Count != 1 || Slot.ElementAlign > sizeof(uint64_t) ||
        Slot.ElementSize == 0 || Slot.ElementSize > Left)
      continue;
    Carried |= uint64_t(1) << Index;
    Left -= alignTo(Slot.ElementSize, sizeof(uint64_t));
  }
  return Carried;
}

/// Adds the descriptor's promises about a pointer parameter. rustc's own attributes are on the shim's parameters at
/// best, and missing at opt-level 0.
void addSlotAttributes(Function &Body, unsigned Index, const SlotDescription &Slot) {
  LLVMContext &Context = Body.getContext();
  if (!Slot.isPointer())
    return;
  AttrBuilder Attributes(Context);
  Attributes.addAttribute(Attribute::NonNull).addAlignmentAttr(Align(Slot.ElementAlign));
  if (Slot.Flags & abi::SLOT_NOALIAS || Slot.Kind == abi::SLOT_BY_VALUE)
    Attributes.addAttribute(Attribute::NoAlias);
  if (Slot.Flags & abi::SLOT_READONLY || Slot.Kind == abi::SLOT_BY_VALUE)
    Attributes.addAttribute(Attribute::ReadOnly);
  if (!(Slot.Flags & abi::SLOT_COUNT_IN_NEXT) && Slot.ElementSize * Slot.Count > 0)
    Attributes.addDereferenceableAttr(Slot.ElementSize * Slot.Count);
  Body.addParamAttrs(Index, Attributes);
}

/// Whether \p K gets no addresses of the host by value; reports the addresses that it would get.
bool checkValues(const Module &M, const Kernel &K) {
  const KernelDescription &Description = K.Description;
  bool Passed = true;
  for (const SlotDescription &Slot : Description.Slots) {
    if (!Slot.Witness)
      continue;
    std::optional<HostAddresses> Addresses = hostAddresses(*Slot.Witness);
    // An iterator's kernel is in the user crate, so its place means nothing to the user.
    std::string Place = Description.Fingerprint == 0 ? "" : Description.place();
    if (!Addresses) {
      reportError(M.getContext(), {ErrorId::UnknownType, {Description.Name, Slot.Name}, Place, {}});
    } else if (!Addresses->Fields.empty()) {
      if (!Addresses->Place.empty())
        Place = Addresses->Place;
      Error E{ErrorId::CapturedPointer, {Description.Name, Slot.Name, Addresses->Fields}, Place, {}};
      E.Cause = Place + Slot.Name + Addresses->Fields;
      reportError(M.getContext(), E);
    }
    Passed &= Addresses && Addresses->Fields.empty();
  }
  return Passed;
}

/// Locates the call of the shim where the shim is declared. Without a subprogram of the body, no instruction inlined
/// into it would have a line: a location counts only inside the function that its outermost scope belongs to.
void locateBody(Function &Body, CallInst &Call, const Function &Shim) {
  DISubprogram *ShimProgram = Shim.getSubprogram();
  if (!ShimProgram)
    return;
  LLVMContext &Context = Body.getContext();
  auto *Type = DISubroutineType::get(Context, DINode::FlagZero, 0, nullptr);
  auto *Program = DISubprogram::getDistinct(
      Context, ShimProgram->getFile(), ShimProgram->getName(), Body.getName(), ShimProgram->getFile(),
      ShimProgram->getLine(), Type, ShimProgram->getLine(), nullptr, 0, 0, DINode::FlagArtificial,
      DISubprogram::SPFlagDefinition | DISubprogram::SPFlagOptimized, ShimProgram->getUnit());
  Body.setSubprogram(Program);
  Call.setDebugLoc(DILocation::get(Context, ShimProgram->getLine(), 0, Program));
}

Function *makeBody(Module &M, const Kernel &K) {
  LLVMContext &Context = M.getContext();
  FunctionType *ShimType = K.Shim->getFunctionType();
  SmallVector<Type *, 8> Parameters;
  for (Type *Parameter : ShimType->params())
    Parameters.push_back(Parameter->isPointerTy() ? Parameter : Type::getInt64Ty(Context));

  Function *Body = Function::Create(FunctionType::get(Type::getVoidTy(Context), Parameters, false),
                                    GlobalValue::ExternalLinkage, abi::ENTRY_PREFIX + K.Symbol, M);
  Body->setDoesNotThrow();
  // LLVM inlines code for a better processor than the target's only into functions for that processor.
  for (StringRef Kind : {"target-cpu", "target-features"})
    if (Attribute HostAttribute = K.Shim->getFnAttribute(Kind); HostAttribute.isValid())
      Body->addFnAttr(HostAttribute);
  Body->addFnAttr(RankAttribute, std::to_string(K.Description.Rank));
  Body->addFnAttr(NameAttribute, K.Description.Name);
  Body->addFnAttr(MaxBlockAttribute, std::to_string(K.Description.MaxBlock));
  if (K.Description.Flags & abi::KERNEL_STRICT_FP)
    Body->addFnAttr(StrictFpAttribute);
  IRBuilder<> Builder(BasicBlock::Create(Context, "entry", Body));
  SmallVector<Value *, 8> Arguments;
  for (auto [Index, Slot] : enumerate(K.Description.Slots)) {
    Argument *Parameter = Body->getArg(Index);
    Parameter->setName(Slot.Name);
    addSlotAttributes(*Body, Index, Slot);
    if (K.Carried >> Index & 1)
      Body->addParamAttr(Index, Attribute::get(Context, CarriedAttribute, std::to_string(Slot.ElementSize)));
    bool IsPointer = Parameter->getType()->isPointerTy();
    Arguments.push_back(IsPointer ? Parameter : Builder.CreateTrunc(Parameter, ShimType->getParamType(Index)));
  }
  CallInst *Call = Builder.CreateCall(K.Shim, Arguments);
  Call->setCallingConv(K.Shim->getCallingConv());
  locateBody(*Body, *Call, *K.Shim);
  Builder.CreateRetVoid();
  K.Shim->removeFnAttr(Attribute::OptimizeNone);
  K.Shim->removeFnAttr(Attribute::NoInline);
  K.Shim->addFnAttr(Attribute::AlwaysInline);
  return Body;
}

/// Replaces aliases, which rustc's merge-functions makes, by their aliasees.
void replaceAliases(Module &M) {
  for (GlobalAlias &Alias : make_early_inc_range(M.aliases())) {
    Alias.replaceAllUsesWith(Alias.getAliasee());
    Alias.eraseFromParent();
  }
}

/// Drops everything that would keep host code alive, or that a device object cannot hold.
void dropHostRoots(Module &M) {
  for (StringRef Name : {"llvm.used", "llvm.compiler.used", "llvm.global_ctors", "llvm.global_dtors"})
    if (GlobalVariable *Root = M.getGlobalVariable(Name, /*AllowInternal=*/true))
      Root->eraseFromParent();
  for (GlobalVariable &Global : make_early_inc_range(M.globals()))
    if (Global.getSection() == abi::RECORDS_SECTION)
      Global.eraseFromParent();
  M.setModuleInlineAsm("");
  for (GlobalObject &Object : M.global_objects()) {
    Object.setComdat(nullptr);
    Object.setSection("");
    if (Object.isDeclaration())
      continue;
    auto *F = dyn_cast<Function>(&Object);
    bool IsBody = F && F->hasFnAttribute(RankAttribute);
    if (IsBody)
      continue;
    Object.setVisibility(GlobalValue::DefaultVisibility);
    Object.setDLLStorageClass(GlobalValue::DefaultStorageClass);
    auto *Global = dyn_cast<GlobalVariable>(&Object);
    if (Global && !Global->isConstant()) {
      // The host's stores are gone from this module. With its initialiser, a mutable static would fold to a value that
      // the host may have changed, and stores to it would be deleted. As a declaration it lives until the gate refuses
      // it.
      Global->setInitializer(nullptr);
      Global->setLinkage(GlobalValue::ExternalLinkage);
    } else {
      Object.setLinkage(GlobalValue::InternalLinkage);
    }
  }
  M.getComdatSymbolTable().clear();
}

/// Code after a launch in a kernel follows a successful launch: offload-gate refuses the launch, and need not look at
/// the fallback.
void assumeLaunched(Module &M) {
  Function *Launch = M.getFunction(abi::LAUNCH_SYMBOL);
  if (!Launch)
    return;
  for (User *U : Launch->users())
    if (auto *Call = dyn_cast<CallBase>(U); Call && Call->getCalledOperand() == Launch)
      Call->replaceAllUsesWith(ConstantInt::get(Call->getType(), abi::STATUS_OK));
}

bool callsValues(Function &F) {
  return any_of(instructions(F), [](Instruction &I) {
    auto *Call = dyn_cast<CallBase>(&I);
    return Call && Call->isIndirectCall();
  });
}

/// The functions that call themselves, directly or through others.
SmallPtrSet<Function *, 8> functionsInCircles(Module &M) {
  SmallPtrSet<Function *, 8> Circles;
  CallGraph Graph(M);
  for (scc_iterator<CallGraph *> Component = scc_begin(&Graph); !Component.isAtEnd(); ++Component)
    if (Component.hasCycle())
      for (CallGraphNode *Node : *Component)
        if (Function *F = Node->getFunction())
          Circles.insert(F);
  return Circles;
}

/// The kernels recorded in \p M, sorted by symbol, each once. Conflicts are reported.
SmallVector<Kernel, 4> recordedKernels(Module &M) {
  // The symbol is the key, because merging modules may have renamed internal functions apart.
  MapVector<StringRef, Kernel> Kernels;
  LLVMContext &Context = M.getContext();
  for (GlobalVariable &Global : M.globals()) {
    if (Global.getSection() != abi::RECORDS_SECTION || !Global.hasInitializer())
      continue;
    Constant *Record = Global.getInitializer();
    auto *Shim = dyn_cast<Function>(Record->getAggregateElement(0u)->stripPointerCasts());
    if (!Shim)
      continue;
    std::string Symbol = Shim->getName().split(".llvm.").first.str();
    Expected<KernelDescription> Description = readDescriptor(*Record->getAggregateElement(1u), M);
    if (!Description) {
      reportError(Context, {ErrorId::BadDescriptor, {readableName(Symbol), toString(Description.takeError())}, "", {}});
      continue;
    }
    auto [Entry, IsNew] = Kernels.try_emplace(Shim->getName(), Kernel{Shim, *Description, Symbol});
    if (!IsNew && Entry->second.Description != *Description)
      reportError(Context, {ErrorId::DuplicateKernel,
                            {readableName(Symbol), Entry->second.Description.place(), Description->place()},
                            "",
                            {}});
  }
  SmallVector<Kernel, 4> Sorted(make_second_range(Kernels));
  llvm::sort(Sorted, [](const Kernel &A, const Kernel &B) { return A.Symbol < B.Symbol; });
  return Sorted;
}

} // namespace

PreservedAnalyses OutlineKernelsPass::run(Module &M, ModuleAnalysisManager &MAM) {
  replaceAliases(M);
  SmallVector<Kernel, 4> Recorded = recordedKernels(M);
  for (Kernel &K : Recorded) {
    if (std::string Problem = shimProblem(K); !Problem.empty()) {
      reportError(M.getContext(), {ErrorId::BadDescriptor, {K.Description.Name, Problem}, K.Description.place(), {}});
      continue;
    }
    K.Carried = carriedSlots(K.Description);
    Function *Body = makeBody(M, K);
    if (AllStrict)
      Body->addFnAttr(StrictFpAttribute);
    if (!checkValues(M, K))
      Body->addFnAttr(RefusedAttribute);
  }
  dropHostRoots(M);
  GlobalDCEPass().run(M, MAM);
  assumeLaunched(M);
  SmallPtrSet<Function *, 8> Circles = functionsInCircles(M);
  for (Kernel &K : Recorded) {
    K.Shim = nullptr;
    for (SlotDescription &Slot : K.Description.Slots)
      Slot.Witness = nullptr;
    if (Function *Body = M.getFunction(abi::ENTRY_PREFIX + K.Symbol))
      for (Function *F : reachedFrom(Body)) {
        StringRef Name = F->getName();
        K.UsesHeap |= Name == abi::ALLOCATE || Name == abi::ALLOCATE_ZEROED || Name == abi::REALLOCATE;
        K.Prints |= Name == abi::PRINT || Name == abi::PRINT_ERROR;
        K.HasDeepStack |= Circles.contains(F) || callsValues(*F);
      }
  }
  if (Kernels)
    append_range(*Kernels, std::move(Recorded));
  return PreservedAnalyses::none();
}

} // namespace offload
