//===- BuildGridLoops.cpp - a kernel becomes a loop over its grid (CPU device) ----------------===//

#include "offload/BuildGridLoops.h"
#include "offload/Abi.h"
#include "offload/CountedLoop.h"
#include "offload/OutlineKernels.h"
#include "offload/ThreadIds.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace offload {
namespace {

/// glibc's jmp_buf for x86-64 is 200 bytes (bits/setjmp.h); other C libraries' are smaller.
constexpr uint64_t JumpBufferSize = 256;

/// Types and thread-locals that the loops of one image share.
class GridLoopBuilder {
public:
  explicit GridLoopBuilder(Module &M)
      : M(M), Context(M.getContext()), Void(Type::getVoidTy(Context)), I64(Type::getInt64Ty(Context)),
        Ptr(PointerType::get(Context, 0)) {}

  void run() {
    SmallVector<Function *, 4> Bodies = kernelBodies(M);
    PlaceInMemory = replaceReadersOutside(Bodies);
    EscapePoint = replaceExit();
    SharedMemory = replaceDynamicShared();
    for (Function *Body : Bodies)
      build(*Body);
  }

private:
  using Values = SmallVector<Value *, 16>;

  GlobalVariable *makeThreadLocal(Type *Ty, const Twine &Name) {
    return new GlobalVariable(M, Ty, /*isConstant=*/false, GlobalValue::InternalLinkage, Constant::getNullValue(Ty),
                              Name, nullptr, GlobalValue::GeneralDynamicTLSModel);
  }

  Type *fieldType(unsigned Field) const { return Field == ThreadPlace::Report ? Ptr : I64; }

  StructType *placeType() const {
    SmallVector<Type *, ThreadPlace::FieldCount> Fields;
    for (unsigned Field = 0; Field < ThreadPlace::FieldCount; ++Field)
      Fields.push_back(fieldType(Field));
    return StructType::get(Context, Fields);
  }

  /// Functions that could not be inlined into a body read the thread's place from memory. A plain global would be a race
  /// between the threads of the pool. Null if there is no such reader.
  GlobalVariable *replaceReadersOutside(ArrayRef<Function *> Bodies) {
    GlobalVariable *Memory = nullptr;
    for (Function &F : M) {
      if (F.isDeclaration() || is_contained(Bodies, &F) || !readsThreadPlace(F))
        continue;
      if (!Memory)
        Memory = makeThreadLocal(placeType(), "offload.thread_place");
      IRBuilder<> Builder(&*F.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
      Value *Address = Builder.CreateThreadLocalAddress(Memory);
      ThreadPlace Place;
      for (unsigned Field = 0; Field < ThreadPlace::FieldCount; ++Field)
        Place.Fields.push_back(
            Builder.CreateLoad(fieldType(Field), Builder.CreateStructGEP(placeType(), Address, Field)));
      replaceIntrinsics(F, Place);
      ReadersOutside.insert(&F);
    }
    addCallers(ReadersOutside, M);
    return Memory;
  }

  /// `__offload_exit` becomes a jump out of the chunk: its remaining threads do not run. Null if nothing exits.
  GlobalVariable *replaceExit() {
    Function *Exit = M.getFunction(abi::EXIT_INTRINSIC);
    if (!Exit || Exit->use_empty())
      return nullptr;
    GlobalVariable *Escape = makeThreadLocal(Ptr, "offload.escape");
    Exit->setAttributes({});
    Exit->addFnAttr(Attribute::Cold);
    Exit->setDoesNotReturn();
    Exit->setDoesNotThrow();
    Exit->setLinkage(GlobalValue::InternalLinkage);
    FunctionCallee LongJump = M.getOrInsertFunction("longjmp", Void, Ptr, Type::getInt32Ty(Context));
    IRBuilder<> Builder(BasicBlock::Create(Context, "entry", Exit));
    Value *Buffer = Builder.CreateLoad(Ptr, Builder.CreateThreadLocalAddress(Escape));
    Builder.CreateCall(LongJump, {Buffer, Builder.getInt32(1)})->setDoesNotReturn();
    Builder.CreateUnreachable();
    return Escape;
  }

  /// `__offload_dynamic_shared` becomes a read of the address that the chunk left. Null if nothing asks for it.
  GlobalVariable *replaceDynamicShared() {
    Function *Shared = M.getFunction(abi::DYNAMIC_SHARED_INTRINSIC);
    if (!Shared || Shared->use_empty())
      return nullptr;
    GlobalVariable *Memory = makeThreadLocal(Ptr, "offload.dynamic_shared");
    SharedUsers.insert(Shared);
    addCallers(SharedUsers, M);
    Shared->setAttributes({});
    Shared->setDoesNotThrow();
    Shared->addFnAttr(Attribute::AlwaysInline);
    Shared->setLinkage(GlobalValue::InternalLinkage);
    IRBuilder<> Builder(BasicBlock::Create(Context, "entry", Shared));
    Builder.CreateRet(Builder.CreateLoad(Ptr, Builder.CreateThreadLocalAddress(Memory)));
    return Memory;
  }

  void build(Function &Body) {
    Features = Body.getFnAttribute("target-features");
    unsigned Rank = rankOf(Body);
    std::string Name = Body.getName().str();
    Body.setName(Name + ".body");
    SharesMemory = SharedUsers.contains(&Body);
    Function *Thread = makeThread(Body, Name);
    Function *Loop = makeLoop(Body, *Thread, Rank, Name);
    StructType *Arguments = argumentsType(*Loop);
    Function *Chunk = makeChunk(*Loop, Arguments, Name);
    makeEntry(Body, *Chunk, Arguments, Rank, Name);
    Body.eraseFromParent();
  }

  /// Moves the body into a function that is given its place as parameters.
  Function *makeThread(Function &Body, StringRef Name) {
    SmallVector<Type *, 16> Parameters(Body.getFunctionType()->params());
    for (unsigned Field = 0; Field < ThreadPlace::FieldCount; ++Field)
      Parameters.push_back(fieldType(Field));
    Function *Thread = internal(Parameters, Name + ".thread");
    Thread->copyMetadata(&Body, 0);
    Thread->splice(Thread->begin(), &Body);
    for (auto [Old, New] : zip(Body.args(), Thread->args())) {
      New.setName(Old.getName());
      Old.replaceAllUsesWith(&New);
    }
    Thread->addFnAttr(Attribute::AlwaysInline);
    ThreadPlace Place;
    for (unsigned Field = 0; Field < ThreadPlace::FieldCount; ++Field)
      Place.Fields.push_back(Thread->getArg(Body.arg_size() + Field));
    replaceIntrinsics(*Thread, Place);
    storePlaceBeforeReaders(*Thread, Place);
    return Thread;
  }

  /// Only before the calls that need it, most of which are cold (a panic's report): a store in every iteration would
  /// keep the loop from being vectorised.
  void storePlaceBeforeReaders(Function &Thread, const ThreadPlace &Place) {
    if (!PlaceInMemory)
      return;
    for (Instruction &I : instructions(Thread)) {
      auto *Call = dyn_cast<CallBase>(&I);
      if (!Call || !mayReach(*Call, ReadersOutside))
        continue;
      IRBuilder<> Builder(Call);
      Value *Address = Builder.CreateThreadLocalAddress(PlaceInMemory);
      for (auto [Field, V] : enumerate(Place.Fields))
        Builder.CreateStore(V, Builder.CreateStructGEP(placeType(), Address, Field));
    }
  }

  /// `loop(slots…, grid_xy, grid_z_block_x, block_yz, report, begin, end)`
  Function *makeLoop(Function &Body, Function &Thread, unsigned Rank, StringRef Name) {
    unsigned Slots = Body.arg_size();
    SmallVector<Type *, 16> Parameters(Body.getFunctionType()->params());
    Parameters.append({I64, I64, I64, Ptr, I64, I64});
    Function *Loop = internal(Parameters, Name + ".loop");
    for (unsigned I = 0; I < Slots; ++I)
      Loop->addParamAttrs(I, AttrBuilder(Context, Body.getAttributes().getParamAttrs(I)));
    Loop->addFnAttr(Attribute::NoInline);

    Value *Begin = Loop->getArg(Slots + 4), *End = Loop->getArg(Slots + 5);
    ThreadPlace Place;
    Value *Zero = ConstantInt::get(I64, 0);
    Place.Fields = {Zero, Zero, Zero};
    for (unsigned I = 0; I < 4; ++I)
      Place.Fields.push_back(Loop->getArg(Slots + I));

    IRBuilder<> Builder(BasicBlock::Create(Context, "entry", Loop));
    Value *Count = Builder.CreateSub(End, Begin, "count", /*HasNUW=*/true);
    if (SharesMemory) {
      emitCountedLoop(Builder, Count, "block", [&](Value *Block) {
        Value *Index = Builder.CreateAdd(Begin, Block, "index", /*HasNUW=*/true, /*HasNSW=*/true);
        emitBlock(Builder, *Loop, Thread, Place, Slots, Index);
      });
      Builder.CreateRetVoid();
      return Loop;
    }
    auto EmitRow = [&](Value *First, Value *Threads, const Twine &Name) {
      emitCountedLoop(Builder, Threads, Name, [&](Value *Counter) {
        Place.Fields[ThreadPlace::GlobalX] =
            Builder.CreateAdd(First, Counter, "index", /*HasNUW=*/true, /*HasNSW=*/true);
        emitThread(Builder, *Loop, Thread, Place, Slots);
      });
    };
    if (Rank == 1) {
      EmitRow(Begin, Count, "outer");
      Builder.CreateRetVoid();
      return Loop;
    }
    Value *Height = Rank == 3 ? extent(Builder, Place, 1) : nullptr;
    // A single row, which an unsafe kernel's grid often is although its rank is 3, is itself what is split.
    Value *IsOneRow = Builder.CreateICmpEQ(rowsOf(Builder, Place, Rank), ConstantInt::get(I64, 1), "one.row");
    Value *FirstRow = Builder.CreateSelect(IsOneRow, Zero, Begin, "first.row");
    Value *Rows = Builder.CreateSelect(IsOneRow, ConstantInt::get(I64, 1), Count, "rows");
    Value *FirstX = Builder.CreateSelect(IsOneRow, Begin, Zero, "first.x");
    Value *Width = Builder.CreateSelect(IsOneRow, Count, extent(Builder, Place, 0), "width");
    emitCountedLoop(Builder, Rows, "outer", [&](Value *Outer) {
      Value *Row = Builder.CreateAdd(FirstRow, Outer, "row", /*HasNUW=*/true, /*HasNSW=*/true);
      Place.Fields[ThreadPlace::GlobalY] = Rank == 3 ? Builder.CreateURem(Row, Height) : Row;
      Place.Fields[ThreadPlace::GlobalZ] = Rank == 3 ? Builder.CreateUDiv(Row, Height) : Zero;
      EmitRow(FirstX, Width, "x");
    });
    Builder.CreateRetVoid();
    return Loop;
  }

  /// Rows of a grid of rank 2 or 3.
  Value *rowsOf(IRBuilder<> &Builder, const ThreadPlace &Place, unsigned Rank) {
    Value *Rows = extent(Builder, Place, 1);
    return Rank == 3 ? Builder.CreateMul(Rows, extent(Builder, Place, 2)) : Rows;
  }

  void emitThread(IRBuilder<> &Builder, Function &Loop, Function &Thread, const ThreadPlace &Place, unsigned Slots) {
    Values Arguments;
    for (unsigned I = 0; I < Slots; ++I)
      Arguments.push_back(Loop.getArg(I));
    Arguments.append(Place.Fields);
    Builder.CreateCall(&Thread, Arguments);
  }

  /// All threads of the block with linear index \p Index, x innermost.
  void emitBlock(IRBuilder<> &Builder, Function &Loop, Function &Thread, const ThreadPlace &Grid, unsigned Slots,
                 Value *Index) {
    std::array<Value *, 3> First, Size;
    for (unsigned Axis = 0; Axis < 3; ++Axis) {
      Value *Blocks = gridSize(Builder, Grid, Axis);
      Value *Block = Axis == 2 ? Index : Builder.CreateURem(Index, Blocks);
      Index = Axis == 2 ? Index : Builder.CreateUDiv(Index, Blocks);
      Size[Axis] = blockSize(Builder, Grid, Axis);
      First[Axis] = Builder.CreateMul(Block, Size[Axis], "first", /*HasNUW=*/true, /*HasNSW=*/true);
    }
    ThreadPlace Place = Grid;
    auto SetGlobalId = [&](unsigned Axis, Value *Thread) {
      Place.Fields[ThreadPlace::GlobalX + Axis] =
          Builder.CreateAdd(First[Axis], Thread, "", /*HasNUW=*/true, /*HasNSW=*/true);
    };
    emitCountedLoop(Builder, Size[2], "z", [&](Value *Z) {
      SetGlobalId(2, Z);
      emitCountedLoop(Builder, Size[1], "y", [&](Value *Y) {
        SetGlobalId(1, Y);
        emitCountedLoop(Builder, Size[0], "x", [&](Value *X) {
          SetGlobalId(0, X);
          emitThread(Builder, Loop, Thread, Place, Slots);
        });
      });
    });
  }

  /// What a chunk needs besides its range: all parameters of the loop but the last two, then the bytes of shared memory.
  StructType *argumentsType(const Function &Loop) const {
    SmallVector<Type *, 16> Fields(Loop.getFunctionType()->params().drop_back(2));
    if (SharesMemory)
      Fields.push_back(I64);
    return StructType::get(Context, Fields);
  }

  /// Gives \p Chunk a buffer for the dynamic shared memory of a block at a time. It may be larger than a stack's guard page.
  void emitSharedMemory(IRBuilder<> &Builder, Function &Chunk, StructType *Arguments) {
    Value *Bytes = Builder.CreateLoad(
        I64, Builder.CreateStructGEP(Arguments, Chunk.getArg(0), Arguments->getNumElements() - 1), "shared.bytes");
    AllocaInst *Buffer = Builder.CreateAlloca(Builder.getInt8Ty(), Bytes, "shared");
    Buffer->setAlignment(Align(abi::DYNAMIC_SHARED_ALIGN));
    Chunk.addFnAttr("probe-stack", "inline-asm");
    Builder.CreateStore(Buffer, Builder.CreateThreadLocalAddress(SharedMemory));
  }

  /// `chunk(arguments, begin, end)`
  Function *makeChunk(Function &Loop, StructType *Arguments, StringRef Name) {
    Function *Chunk = internal({Ptr, I64, I64}, Name + ".chunk");
    IRBuilder<> Builder(BasicBlock::Create(Context, "entry", Chunk));
    Values Passed;
    for (auto [Index, Ty] : enumerate(Loop.getFunctionType()->params().drop_back(2)))
      Passed.push_back(Builder.CreateLoad(Ty, Builder.CreateStructGEP(Arguments, Chunk->getArg(0), Index)));
    if (SharesMemory)
      emitSharedMemory(Builder, *Chunk, Arguments);
    Passed.append({Chunk->getArg(1), Chunk->getArg(2)});
    if (!EscapePoint) {
      Builder.CreateCall(&Loop, Passed);
      Builder.CreateRetVoid();
      return Chunk;
    }
    FunctionCallee SetJump = M.getOrInsertFunction("_setjmp", Type::getInt32Ty(Context), Ptr);
    cast<Function>(SetJump.getCallee())->addFnAttr(Attribute::ReturnsTwice);
    AllocaInst *Buffer = Builder.CreateAlloca(ArrayType::get(Builder.getInt8Ty(), JumpBufferSize));
    Buffer->setAlignment(Align(16));
    Builder.CreateStore(Buffer, Builder.CreateThreadLocalAddress(EscapePoint));
    CallInst *Jumped = Builder.CreateCall(SetJump, {Buffer});
    Jumped->setCanReturnTwice();
    BasicBlock *Run = BasicBlock::Create(Context, "run", Chunk);
    BasicBlock *Done = BasicBlock::Create(Context, "done", Chunk);
    Builder.CreateCondBr(Builder.CreateIsNull(Jumped), Run, Done);
    Builder.SetInsertPoint(Run);
    Builder.CreateCall(&Loop, Passed);
    Builder.CreateBr(Done);
    Builder.SetInsertPoint(Done);
    Builder.CreateRetVoid();
    return Chunk;
  }

  /// `entry(slots…, grid_xy, grid_z_block_x, block_yz, context, report)`
  void makeEntry(Function &Body, Function &Chunk, StructType *Arguments, unsigned Rank, StringRef Name) {
    unsigned Slots = Body.arg_size();
    SmallVector<Type *, 16> Parameters(Body.getFunctionType()->params());
    Parameters.append({I64, I64, I64, Ptr, Ptr});
    Function *Entry =
        Function::Create(FunctionType::get(Void, Parameters, false), GlobalValue::ExternalLinkage, Name, M);
    Entry->setVisibility(GlobalValue::ProtectedVisibility);
    Value *ContextArgument = Entry->getArg(Slots + 3), *Report = Entry->getArg(Slots + 4);

    ThreadPlace Place;
    Place.Fields.append(3, ConstantInt::get(I64, 0));
    for (unsigned I = 0; I < 3; ++I)
      Place.Fields.push_back(Entry->getArg(Slots + I));
    Place.Fields.push_back(Report);

    IRBuilder<> Builder(BasicBlock::Create(Context, "entry", Entry));
    Value *Packed = Builder.CreateAlloca(Arguments);
    for (unsigned I = 0; I < Slots + 3; ++I)
      Builder.CreateStore(Entry->getArg(I), Builder.CreateStructGEP(Arguments, Packed, I));
    Builder.CreateStore(Report, Builder.CreateStructGEP(Arguments, Packed, Slots + 3));

    auto [Count, Grain] = SharesMemory ? blocksToSplit(Builder, Place) : threadsToSplit(Builder, Place, Rank);
    if (SharesMemory) {
      Value *Bytes = Builder.CreateConstInBoundsGEP1_64(Builder.getInt8Ty(), ContextArgument,
                                                        offsetof(abi::CpuContext, shared_bytes));
      Builder.CreateStore(Builder.CreateLoad(I64, Bytes), Builder.CreateStructGEP(Arguments, Packed, Slots + 4));
    }
    FunctionType *ParallelFor = FunctionType::get(Void, {Ptr, Ptr, Ptr, I64, I64}, false);
    static_assert(offsetof(abi::CpuContext, parallel_for) == 0);
    Builder.CreateCall(ParallelFor, Builder.CreateLoad(Ptr, ContextArgument),
                       {ContextArgument, &Chunk, Packed, Count, Grain});
    Builder.CreateRetVoid();
  }

  /// What parallel_for splits, and in multiples of what: threads along x, or rows.
  std::pair<Value *, Value *> threadsToSplit(IRBuilder<> &Builder, const ThreadPlace &Place, unsigned Rank) {
    Value *Width = extent(Builder, Place, 0), *Block = blockSize(Builder, Place, 0);
    if (Rank == 1)
      return {Width, Block};
    Value *Rows = rowsOf(Builder, Place, Rank);
    Value *IsOneRow = Builder.CreateICmpEQ(Rows, ConstantInt::get(I64, 1), "one.row");
    return {Builder.CreateSelect(IsOneRow, Width, Rows),
            Builder.CreateSelect(IsOneRow, Block, ConstantInt::get(I64, 1))};
  }

  /// The same where blocks must stay whole.
  std::pair<Value *, Value *> blocksToSplit(IRBuilder<> &Builder, const ThreadPlace &Place) {
    Value *Count = Builder.CreateMul(gridSize(Builder, Place, 0), gridSize(Builder, Place, 1));
    return {Builder.CreateMul(Count, gridSize(Builder, Place, 2)), ConstantInt::get(I64, 1)};
  }

  Function *internal(ArrayRef<Type *> Parameters, const Twine &Name) {
    Function *F = Function::Create(FunctionType::get(Void, Parameters, false), GlobalValue::InternalLinkage, Name, M);
    F->setDoesNotThrow();
    if (Features.isValid())
      F->addFnAttr(Features);
    return F;
  }

  Module &M;
  LLVMContext &Context;
  Type *Void, *I64, *Ptr;
  GlobalVariable *PlaceInMemory = nullptr;
  /// Functions outside the bodies that read the place from memory, and what calls them.
  SetVector<Function *> ReadersOutside;
  GlobalVariable *EscapePoint = nullptr;
  /// Where the running chunk's buffer of shared memory is found.
  GlobalVariable *SharedMemory = nullptr;
  /// `__offload_dynamic_shared` and what may reach it; and whether the body at hand does.
  SetVector<Function *> SharedUsers;
  bool SharesMemory = false;
  /// Of the body at hand: without them it would not be inlined into what is made for it.
  Attribute Features;
};

} // namespace

PreservedAnalyses BuildGridLoopsPass::run(Module &M, ModuleAnalysisManager &) {
  GridLoopBuilder(M).run();
  return PreservedAnalyses::none();
}

} // namespace offload
