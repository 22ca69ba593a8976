//===- BuildGridLoops.cpp - a kernel becomes a loop over its grid (CPU device) ----------------===//

#include "offload/BuildGridLoops.h"
#include "Contract/KernelBody.h"
#include "Cpu/CountedLoop.h"
#include "Cpu/GridThreadLocals.h"
#include "Grid/ThreadIds.h"
#include "offload/Abi.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace offload {
namespace {

/// glibc's jmp_buf for x86-64 is 200 bytes (bits/setjmp.h); other C libraries' are smaller.
constexpr uint64_t JumpBufferSize = 256;

/// State that the loops of one image share.
class GridLoopBuilder {
public:
  explicit GridLoopBuilder(Module &M)
      : M(M), Context(M.getContext()), Void(Type::getVoidTy(Context)), I64(Type::getInt64Ty(Context)),
        Ptr(PointerType::get(Context, 0)), Bodies(kernelBodies(M)), Locals(M) {}

  void run() {
    Locals.replaceOutside(Bodies);
    for (Function *Body : Bodies)
      build(*Body);
  }

private:
  using Values = SmallVector<Value *, 16>;

  void build(Function &Body) {
    Features = Body.getFnAttribute("target-features");
    unsigned Rank = rankOf(Body);
    std::string Name = Body.getName().str();
    Body.setName(Name + ".body");
    SharesMemory = Locals.sharesMemory(Body);
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
      Parameters.push_back(ThreadPlace::fieldType(Context, Field));
    Function *Thread = internal(Parameters, Name + ".thread");
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
    Locals.storeBeforeReaders(*Thread, Place.Fields);
    return Thread;
  }

  /// `loop(slots…, grid_xy, grid_z_block_x, block_yz, report, begin, end)`
  Function *makeLoop(Function &Body, Function &Thread, unsigned Rank, StringRef Name) {
    unsigned Slots = Body.arg_size();
    SmallVector<Type *, 16> Parameters(Body.getFunctionType()->params());
    Parameters.append({I64, I64, I64, Ptr, I64, I64});
    Function *Loop = internal(Parameters, Name + ".loop");
    for (unsigned I = 0; I < Slots; ++I)
      Loop->addParamAttrs(I, AttrBuilder(Context, Body.getAttributes().getParamAttrs(I)));
    // One thread initialises it before anyone reads it; a launch without threads does not.
    for (unsigned I = 0; I < Slots; ++I)
      Loop->removeParamAttr(I, Attribute::Initializes);
    Loop->addFnAttr(Attribute::NoInline);
    // The thread function has no subprogram, and its call no location: once it is inlined, its instructions keep their
    // lines.
    Loop->setSubprogram(Body.getSubprogram());
    Body.setSubprogram(nullptr);

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
            First ? Builder.CreateAdd(First, Counter, "index", /*HasNUW=*/true, /*HasNSW=*/true) : Counter;
        emitThread(Builder, *Loop, Thread, Place, Slots);
      });
    };
    auto EmitRows = [&] {
      Value *Width = extent(Builder, Place, 0), *Height = Rank == 3 ? extent(Builder, Place, 1) : nullptr;
      emitCountedLoop(Builder, Count, "outer", [&](Value *Outer) {
        Value *Row = Builder.CreateAdd(Begin, Outer, "row", /*HasNUW=*/true, /*HasNSW=*/true);
        Place.Fields[ThreadPlace::GlobalY] = Rank == 3 ? Builder.CreateURem(Row, Height) : Row;
        Place.Fields[ThreadPlace::GlobalZ] = Rank == 3 ? Builder.CreateUDiv(Row, Height) : Zero;
        EmitRow(nullptr, Width, "x");
      });
    };
    if (Rank == 1)
      EmitRow(Begin, Count, "outer");
    else if (Rank == 2)
      EmitRows();
    else
      emitForOneRowOrMore(Builder, Place, [&] { EmitRow(Begin, Count, "only"); }, EmitRows);
    Builder.CreateRetVoid();
    return Loop;
  }

  /// Emits two loops instead of one with a variable first thread: LLVM would not know the bounds of the reads in a
  /// row's loop.
  void emitForOneRowOrMore(IRBuilder<> &Builder, const ThreadPlace &Place, function_ref<void()> EmitOneRow,
                           function_ref<void()> EmitRows) {
    Function *Loop = Builder.GetInsertBlock()->getParent();
    BasicBlock *One = BasicBlock::Create(Context, "one", Loop), *More = BasicBlock::Create(Context, "more", Loop);
    BasicBlock *Done = BasicBlock::Create(Context, "done", Loop);
    Builder.CreateCondBr(Builder.CreateICmpEQ(rowsOf(Builder, Place), Builder.getInt64(1), "one.row"), One, More);
    Builder.SetInsertPoint(One);
    EmitOneRow();
    Builder.CreateBr(Done);
    Builder.SetInsertPoint(More);
    EmitRows();
    Builder.CreateBr(Done);
    Builder.SetInsertPoint(Done);
  }

  /// The rows of a grid of rank 3, which every unsafe kernel has. If there is only one, its threads are split.
  Value *rowsOf(IRBuilder<> &Builder, const ThreadPlace &Place) {
    Value *Height = extent(Builder, Place, 1), *Depth = extent(Builder, Place, 2);
    return Builder.CreateMul(Height, Depth, "rows");
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

  /// The arguments of a chunk beside its range: all parameters of the loop except the last two, then the bytes of
  /// shared memory.
  StructType *argumentsType(const Function &Loop) const {
    SmallVector<Type *, 16> Fields(Loop.getFunctionType()->params().drop_back(2));
    if (SharesMemory)
      Fields.push_back(I64);
    return StructType::get(Context, Fields);
  }

  /// Gives \p Chunk a buffer for the dynamic shared memory of one block at a time.
  void emitSharedMemory(IRBuilder<> &Builder, Function &Chunk, StructType *Arguments) {
    Value *Bytes = Builder.CreateLoad(
        I64, Builder.CreateStructGEP(Arguments, Chunk.getArg(0), Arguments->getNumElements() - 1), "shared.bytes");
    AllocaInst *Buffer = Builder.CreateAlloca(Builder.getInt8Ty(), Bytes, "shared");
    Buffer->setAlignment(Align(abi::DYNAMIC_SHARED_ALIGN));
    Builder.CreateStore(Buffer, Builder.CreateThreadLocalAddress(Locals.shared()));
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
    if (!Locals.escape()) {
      Builder.CreateCall(&Loop, Passed);
      Builder.CreateRetVoid();
      return Chunk;
    }
    FunctionCallee SetJump = M.getOrInsertFunction("_setjmp", Type::getInt32Ty(Context), Ptr);
    cast<Function>(SetJump.getCallee())->addFnAttr(Attribute::ReturnsTwice);
    AllocaInst *Buffer = Builder.CreateAlloca(ArrayType::get(Builder.getInt8Ty(), JumpBufferSize));
    Buffer->setAlignment(Align(16));
    Builder.CreateStore(Buffer, Builder.CreateThreadLocalAddress(Locals.escape()));
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

  /// The number of units that parallel_for splits, and the number that it keeps together: threads along x, or rows.
  std::pair<Value *, Value *> threadsToSplit(IRBuilder<> &Builder, const ThreadPlace &Place, unsigned Rank) {
    Value *Width = extent(Builder, Place, 0), *Block = blockSize(Builder, Place, 0);
    Value *One = ConstantInt::get(I64, 1);
    if (Rank == 1)
      return {Width, Block};
    if (Rank == 2)
      return {extent(Builder, Place, 1), One};
    Value *Rows = rowsOf(Builder, Place), *IsOneRow = Builder.CreateICmpEQ(Rows, One, "one.row");
    return {Builder.CreateSelect(IsOneRow, Width, Rows), Builder.CreateSelect(IsOneRow, Block, One)};
  }

  /// The same if blocks must stay whole.
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
  SmallVector<Function *, 4> Bodies;
  GridThreadLocals Locals;
  /// Whether the blocks of the current body must stay whole.
  bool SharesMemory = false;
  /// The current body's features: without them, it would not be inlined into the functions made for it.
  Attribute Features;
};

} // namespace

PreservedAnalyses BuildGridLoopsPass::run(Module &M, ModuleAnalysisManager &) {
  GridLoopBuilder(M).run();
  return PreservedAnalyses::none();
}

} // namespace offload
