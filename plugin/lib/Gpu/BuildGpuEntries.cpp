//===- BuildGpuEntries.cpp - a kernel gets its GPU entry point --------------------------------===//

#include "offload/BuildGpuEntries.h"
#include "Contract/KernelBody.h"
#include "Grid/ThreadIds.h"
#include "Outline/InferredEffects.h"
#include "Outline/Reachability.h"
#include "offload/Abi.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicsAMDGPU.h"
#include "llvm/IR/IntrinsicsNVPTX.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/AMDGPUAddrSpace.h"

using namespace llvm;

namespace offload {
namespace {

/// Shared memory of a block: addrspace(3) on both vendors' targets.
constexpr unsigned SharedAddressSpace = 3;

class GpuEntryBuilder {
public:
  explicit GpuEntryBuilder(Module &M)
      : M(M), Context(M.getContext()), I32(Type::getInt32Ty(Context)), I64(Type::getInt64Ty(Context)),
        Ptr(PointerType::get(Context, 0)), Words(StructType::get(Context, {I64, I64, I64, Ptr})) {}

  void run() {
    SmallVector<Function *, 4> Bodies = kernelBodies(M);
    replaceReadersOutside(Bodies);
    replaceExit();
    replaceDynamicShared();
    for (Function *Body : Bodies)
      build(*Body);
  }

private:
  static constexpr unsigned WordCount = 4;

  /// \p Number over a size of the block, by the word of reciprocals that has the size's in its low or \p High half.
  Value *threadQuotient(IRBuilder<> &Builder, Value *Number, Value *Word, bool High) {
    Value *Reciprocal = Builder.CreateTrunc(High ? Builder.CreateLShr(Word, 32) : Word, I32);
    return Builder.CreateLShr(Builder.CreateMul(Number, Reciprocal, "", /*HasNUW=*/true), abi::THREAD_RECIPROCAL_BITS);
  }

  /// \p Number, which has 31 bits, over a size of the grid: times \p Reciprocal, of 64 bits, and shifted by 63.
  Value *blockQuotient(IRBuilder<> &Builder, Value *Number, Value *Reciprocal) {
    static_assert(abi::BLOCK_RECIPROCAL_BITS == 63);
    Value *Twice = Builder.CreateZExt(Builder.CreateShl(Number, 1, "", /*HasNUW=*/true), I64);
    Value *Low = Builder.CreateMul(Twice, Builder.CreateAnd(Reciprocal, 0xffffffff), "", /*HasNUW=*/true);
    Value *High = Builder.CreateMul(Twice, Builder.CreateLShr(Reciprocal, 32), "", /*HasNUW=*/true);
    Value *Sum = Builder.CreateAdd(High, Builder.CreateLShr(Low, 32), "", /*HasNUW=*/true);
    return Builder.CreateTrunc(Builder.CreateLShr(Sum, 32), I32);
  }

  Value *remainder(IRBuilder<> &Builder, Value *Number, Value *Quotient, Value *Divisor) {
    Value *Product = Builder.CreateMul(Quotient, Builder.CreateTrunc(Divisor, I32), "", /*HasNUW=*/true);
    return Builder.CreateSub(Number, Product, "", /*HasNUW=*/true);
  }

  /// The place of the calling thread, computed from the hardware's linear ids and the hidden words. Without \p Reciprocals it divides.
  ThreadPlace placeOf(IRBuilder<> &Builder, ArrayRef<Value *> Hidden, unsigned Rank, ArrayRef<Value *> Reciprocals) {
    ThreadPlace Place;
    Place.Fields.append(3, Builder.getInt64(0));
    append_range(Place.Fields, Hidden);
    Value *Thread = linearThreadId(Builder), *Block = linearBlockId(Builder);
    for (unsigned Axis = 0; Axis < 3; ++Axis) {
      if (Axis >= Rank) {
        Place.ThreadIds[Axis] = Place.BlockIds[Axis] = Builder.getInt64(0);
        continue;
      }
      Value *BlockSize = blockSize(Builder, Place, Axis);
      Value *ThreadId = Thread, *BlockId = Block;
      if (Axis + 1 < Rank) {
        Value *GridSize = gridSize(Builder, Place, Axis);
        if (Reciprocals.empty()) {
          Thread = Builder.CreateUDiv(Thread, Builder.CreateTrunc(BlockSize, I32));
          Block = Builder.CreateUDiv(Block, Builder.CreateTrunc(GridSize, I32));
        } else {
          Thread = threadQuotient(Builder, Thread, Reciprocals[0], /*High=*/Axis == 1);
          Block = blockQuotient(Builder, Block, Reciprocals[1 + Axis]);
        }
        ThreadId = remainder(Builder, ThreadId, Thread, BlockSize);
        BlockId = remainder(Builder, BlockId, Block, GridSize);
      }
      Place.ThreadIds[Axis] = Builder.CreateZExt(ThreadId, I64);
      Place.BlockIds[Axis] = Builder.CreateZExt(BlockId, I64);
      Value *First = Builder.CreateMul(Place.BlockIds[Axis], BlockSize, "", /*HasNUW=*/true, /*HasNSW=*/true);
      Place.Fields[ThreadPlace::GlobalX + Axis] =
          Builder.CreateAdd(First, Place.ThreadIds[Axis], "", /*HasNUW=*/true, /*HasNSW=*/true);
    }
    return Place;
  }

  void replaceReadersOutside(ArrayRef<Function *> Bodies) {
    for (Function &F : M) {
      if (F.isDeclaration() || is_contained(Bodies, &F) || !readsThreadPlace(F))
        continue;
      if (!SharedWords)
        SharedWords =
            new GlobalVariable(M, Words, /*isConstant=*/false, GlobalValue::InternalLinkage, PoisonValue::get(Words),
                               "offload.hidden_words", nullptr, GlobalValue::NotThreadLocal, SharedAddressSpace);
      IRBuilder<> Builder(&*F.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
      SmallVector<Value *, WordCount> Hidden;
      for (unsigned I = 0; I < WordCount; ++I)
        Hidden.push_back(Builder.CreateLoad(Words->getElementType(I), Builder.CreateStructGEP(Words, SharedWords, I)));
      replaceIntrinsics(F, placeOf(Builder, Hidden, /*Rank=*/3, /*Reciprocals=*/{}));
      ReadersOutside.insert(&F);
    }
    // Ids were declared to touch no memory.
    forgetEffects(ReadersOutside, M);
  }

  void storeWordsBeforeReaders(Function &Body, ArrayRef<Value *> Hidden) {
    if (!SharedWords)
      return;
    for (Instruction &I : instructions(Body)) {
      auto *Call = dyn_cast<CallBase>(&I);
      if (!Call || !mayReach(*Call, ReadersOutside))
        continue;
      IRBuilder<> Builder(Call);
      for (auto [Index, V] : enumerate(Hidden))
        Builder.CreateStore(V, Builder.CreateStructGEP(Words, SharedWords, Index));
    }
  }

  void replaceExit() {
    Function *Exit = M.getFunction(abi::EXIT_INTRINSIC);
    if (!Exit || Exit->use_empty())
      return;
    Exit->setLinkage(GlobalValue::InternalLinkage);
    IRBuilder<> Builder(BasicBlock::Create(Context, "entry", Exit));
    Builder.CreateIntrinsic(isNvptx() ? Intrinsic::nvvm_exit : Intrinsic::amdgcn_endpgm, {});
    Builder.CreateUnreachable();
  }

  /// The memory that the launch adds behind the block's own: an array without a size, of which the driver knows.
  void replaceDynamicShared() {
    Function *Shared = M.getFunction(abi::DYNAMIC_SHARED_INTRINSIC);
    if (!Shared || Shared->use_empty())
      return;
    auto *Memory = new GlobalVariable(M, ArrayType::get(Type::getInt8Ty(Context), 0), /*isConstant=*/false,
                                      GlobalValue::ExternalLinkage, nullptr, "offload_dynamic_shared", nullptr,
                                      GlobalValue::NotThreadLocal, SharedAddressSpace);
    Memory->setAlignment(Align(abi::DYNAMIC_SHARED_ALIGN));
    Shared->setLinkage(GlobalValue::InternalLinkage);
    Shared->addFnAttr(Attribute::AlwaysInline);
    IRBuilder<> Builder(BasicBlock::Create(Context, "entry", Shared));
    Builder.CreateRet(Builder.CreateAddrSpaceCast(Memory, Ptr));
  }

  /// The parameters of a body, as its entry has them.
  struct Parameters {
    /// Those that stay parameters.
    SmallVector<Argument *, 8> Slots;
    /// Those that point to values among the entry's arguments, and how many bytes these begin behind the first.
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
    limitBlock(*Entry);
    Entry->splice(Entry->begin(), &Body);
    for (auto [Old, New] : zip(Own.Slots, Entry->args())) {
      New.takeName(Old);
      Old->replaceAllUsesWith(&New);
    }
    Argument *FirstHidden = Entry->getArg(Own.Slots.size());
    SmallVector<Value *, WordCount> Hidden{FirstHidden, FirstHidden + 1, FirstHidden + 2, FirstHidden + 4};
    SmallVector<Value *, 3> Reciprocals;
    for (unsigned I = 0; I < Own.Reciprocals; ++I)
      Reciprocals.push_back(FirstHidden + abi::HIDDEN_SLOTS + I);
    IRBuilder<> Builder(&*Entry->getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
    pointToCarried(Builder, *Entry, Own);
    replaceIntrinsics(*Entry, placeOf(Builder, Hidden, Rank, Reciprocals));
    storeWordsBeforeReaders(*Entry, Hidden);
    Body.eraseFromParent();
  }

  /// The entry without its code, under the name that \p Body had.
  Function *declareEntry(Function &Body, const Parameters &Own) {
    SmallVector<Type *, 16> Types;
    SmallVector<AttributeSet, 16> Attributes;
    AttributeList OfBody = Body.getAttributes();
    for (const Argument *Slot : Own.Slots) {
      Types.push_back(Slot->getType());
      Attributes.push_back(OfBody.getParamAttrs(Slot->getArgNo()));
    }
    Types.append({I64, I64, I64, Ptr, Ptr});
    Types.append(Own.Reciprocals, I64);
    Attributes.resize(Types.size());
    if (Own.CarriedWords > 0) {
      Types.push_back(carriedPointer());
      Attributes.push_back(carriedAttributes(Own.CarriedWords));
    }
    std::string Name = Body.getName().str();
    Body.setName(Name + ".body");
    Function *Entry = Function::Create(FunctionType::get(Type::getVoidTy(Context), Types, false),
                                       GlobalValue::ExternalLinkage, Name, M);
    Entry->copyAttributesFrom(&Body);
    Entry->setAttributes(AttributeList::get(Context, OfBody.getFnAttrs(), OfBody.getRetAttrs(), Attributes));
    Entry->setCallingConv(kernelCallingConvention());
    // The runtime finds an AMD kernel by its descriptor `<name>.kd`, which takes the visibility of the function.
    Entry->setVisibility(GlobalValue::ProtectedVisibility);
    return Entry;
  }

  /// A pointer to an AMD kernel's arguments is one to constant memory.
  PointerType *carriedPointer() { return PointerType::get(Context, isNvptx() ? 0 : AMDGPUAS::CONSTANT_ADDRESS); }

  /// Of the parameter that is all carried values: memory of the arguments themselves, in words as a launch passes them.
  AttributeSet carriedAttributes(uint64_t Words) {
    Type *Values = ArrayType::get(I64, Words);
    AttrBuilder Attributes(Context);
    Attributes.addAlignmentAttr(Align(sizeof(uint64_t)));
    Attributes.addAttribute(Attribute::NoAlias).addAttribute(Attribute::ReadOnly).addAttribute(Attribute::NonNull);
    if (isNvptx())
      // Without the second, a value whose address is passed on would be copied to each thread's local memory.
      Attributes.addByValAttr(Values).addAttribute("nvvm.grid_constant");
    else
      Attributes.addByRefAttr(Values);
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

  /// Without this a kernel may get more registers than a large block has, which the runtime would shrink without a word.
  void limitBlock(Function &Entry) {
    StringRef Threads = Entry.getFnAttribute(MaxBlockAttribute).getValueAsString();
    if (isNvptx())
      Entry.addFnAttr("nvvm.maxntid", Threads);
    else
      Entry.addFnAttr("amdgpu-flat-work-group-size", ("1," + Threads).str());
  }

  CallingConv::ID kernelCallingConvention() const {
    return isNvptx() ? CallingConv::PTX_Kernel : CallingConv::AMDGPU_KERNEL;
  }

  bool isNvptx() const { return M.getTargetTriple().isNVPTX(); }

  Value *linearThreadId(IRBuilder<> &Builder) {
    return Builder.CreateIntrinsic(isNvptx() ? Intrinsic::nvvm_read_ptx_sreg_tid_x : Intrinsic::amdgcn_workitem_id_x,
                                   {});
  }

  Value *linearBlockId(IRBuilder<> &Builder) {
    return Builder.CreateIntrinsic(isNvptx() ? Intrinsic::nvvm_read_ptx_sreg_ctaid_x : Intrinsic::amdgcn_workgroup_id_x,
                                   {});
  }

  Module &M;
  LLVMContext &Context;
  Type *I32, *I64, *Ptr;
  StructType *Words;
  GlobalVariable *SharedWords = nullptr;
  SetVector<Function *> ReadersOutside;
};

} // namespace

PreservedAnalyses BuildGpuEntriesPass::run(Module &M, ModuleAnalysisManager &) {
  GpuEntryBuilder(M).run();
  return PreservedAnalyses::none();
}

} // namespace offload
