//===- BuildGpuEntries.cpp - a kernel gets its GPU entry point --------------------------------===//

#include "offload/BuildGpuEntries.h"
#include "Contract/KernelBody.h"
#include "Gpu/GpuDialect.h"
#include "Gpu/GpuPlace.h"
#include "offload/Abi.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

class GpuEntryBuilder {
public:
  GpuEntryBuilder(Module &M, const GpuDialect &Dialect)
      : M(M), Context(M.getContext()), Dialect(Dialect), I64(Type::getInt64Ty(Context)),
        Ptr(PointerType::get(Context, 0)), Place(M, Dialect) {}

  void run() {
    SmallVector<Function *, 4> Bodies = kernelBodies(M);
    Place.replaceOutside(Bodies);
    for (Function *Body : Bodies)
      build(*Body);
  }

private:
  /// The parameters of a body, sorted for its entry.
  struct Parameters {
    /// Parameters that stay parameters.
    SmallVector<Argument *, 8> Slots;
    /// Parameters that point to values among the entry's arguments, with the offset of each from the first.
    SmallVector<std::pair<Argument *, uint64_t>, 4> Carried;
    uint64_t CarriedWords = 0;
    /// Hidden slots with reciprocals.
    unsigned Reciprocals;

    explicit Parameters(Function &Body) : Reciprocals(rankOf(Body) == 1 ? 0 : rankOf(Body)) {
      for (Argument &Parameter : Body.args()) {
        uint64_t Bytes = 0;
        Attribute Carries = Body.getAttributes().getParamAttr(Parameter.getArgNo(), CarriedAttribute);
        Carries.getValueAsString().getAsInteger(10, Bytes);
        if (Bytes == 0) {
          Slots.push_back(&Parameter);
          continue;
        }
        Carried.push_back({&Parameter, CarriedWords * sizeof(uint64_t)});
        CarriedWords += divideCeil(Bytes, sizeof(uint64_t));
      }
    }
  };

  void build(Function &Body) {
    unsigned Rank = rankOf(Body);
    Parameters Own(Body);
    Function *Entry = declareEntry(Body, Own);
    Entry->setSubprogram(Body.getSubprogram());
    Body.setSubprogram(nullptr);
    Dialect.limitBlock(*Entry, Entry->getFnAttribute(MaxBlockAttribute).getValueAsString());
    Entry->splice(Entry->begin(), &Body);
    for (auto [Old, New] : zip(Own.Slots, Entry->args())) {
      New.takeName(Old);
      Old->replaceAllUsesWith(&New);
    }
    Argument *FirstHidden = Entry->getArg(Own.Slots.size());
    SmallVector<Value *, 4> Hidden{FirstHidden, FirstHidden + 1, FirstHidden + 2, FirstHidden + 4};
    SmallVector<Value *, 3> Reciprocals;
    for (unsigned I = 0; I < Own.Reciprocals; ++I)
      Reciprocals.push_back(FirstHidden + abi::HIDDEN_SLOTS + I);
    IRBuilder<> Builder(&*Entry->getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
    pointToCarried(Builder, *Entry, Own);
    replaceIntrinsics(*Entry, Place.placeOf(Builder, Hidden, Rank, Reciprocals));
    Place.storeBeforeReaders(*Entry, Hidden);
    Body.eraseFromParent();
  }

  /// The entry without its code, under the name that \p Body had.
  Function *declareEntry(Function &Body, const Parameters &Own) {
    SmallVector<Type *, 16> Types;
    SmallVector<AttributeSet, 16> Attributes;
    AttributeList BodyAttributes = Body.getAttributes();
    for (const Argument *Slot : Own.Slots) {
      Types.push_back(Slot->getType());
      Attributes.push_back(BodyAttributes.getParamAttrs(Slot->getArgNo()));
    }
    Types.append({I64, I64, I64, Ptr, Ptr});
    Types.append(Own.Reciprocals, I64);
    Attributes.resize(Types.size());
    if (Own.CarriedWords > 0) {
      Types.push_back(PointerType::get(Context, Dialect.argumentAddressSpace()));
      Attributes.push_back(carriedAttributes(Own.CarriedWords));
    }
    std::string Name = Body.getName().str();
    Body.setName(Name + ".body");
    Function *Entry = Function::Create(FunctionType::get(Type::getVoidTy(Context), Types, false),
                                       GlobalValue::ExternalLinkage, Name, M);
    Entry->copyAttributesFrom(&Body);
    Entry->setAttributes(
        AttributeList::get(Context, BodyAttributes.getFnAttrs(), BodyAttributes.getRetAttrs(), Attributes));
    Entry->setCallingConv(Dialect.kernelCallingConvention());
    // The runtime finds an AMD kernel by its descriptor `<name>.kd`, which has the visibility of the function.
    Entry->setVisibility(GlobalValue::ProtectedVisibility);
    return Entry;
  }

  /// The attributes of the one parameter for all carried values: memory of the arguments themselves, in words as a
  /// launch passes them.
  AttributeSet carriedAttributes(uint64_t Words) {
    Type *Values = ArrayType::get(I64, Words);
    AttrBuilder Attributes(Context);
    Attributes.addAlignmentAttr(Align(sizeof(uint64_t)));
    Attributes.addAttribute(Attribute::NoAlias).addAttribute(Attribute::ReadOnly).addAttribute(Attribute::NonNull);
    Dialect.passInArguments(Attributes, Values);
    return AttributeSet::get(Context, Attributes);
  }

  void pointToCarried(IRBuilder<> &Builder, Function &Entry, const Parameters &Own) {
    if (Own.Carried.empty())
      return;
    Argument *Values = Entry.getArg(Entry.arg_size() - 1);
    Values->setName("values");
    for (auto [Parameter, Offset] : Own.Carried) {
      Value *Address = Builder.CreateInBoundsPtrAdd(Values, Builder.getInt64(Offset));
      Address = Builder.CreateAddrSpaceCast(Address, Ptr);
      Address->takeName(Parameter);
      Parameter->replaceAllUsesWith(Address);
    }
  }

  Module &M;
  LLVMContext &Context;
  const GpuDialect &Dialect;
  Type *I64, *Ptr;
  GpuPlace Place;
};

} // namespace

PreservedAnalyses BuildGpuEntriesPass::run(Module &M, ModuleAnalysisManager &) {
  const GpuDialect *Dialect = gpuDialect(M);
  if (!Dialect)
    return PreservedAnalyses::all();
  GpuEntryBuilder(M, *Dialect).run();
  return PreservedAnalyses::none();
}

} // namespace offload
