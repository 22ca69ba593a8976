//===- GpuPlace.cpp - a GPU thread's place in the grid ----------------------------------------===//

#include "Gpu/GpuPlace.h"
#include "Gpu/GpuDialect.h"
#include "offload/Abi.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {

/// \p Number divided by a size of the block: the low or \p High half of \p Word has the size's reciprocal.
static Value *threadQuotient(IRBuilder<> &Builder, Value *Number, Value *Word, bool High) {
  Value *Reciprocal = Builder.CreateTrunc(High ? Builder.CreateLShr(Word, 32) : Word, Builder.getInt32Ty());
  return Builder.CreateLShr(Builder.CreateMul(Number, Reciprocal, "", /*HasNUW=*/true), abi::THREAD_RECIPROCAL_BITS);
}

/// \p Number, which has 31 bits, divided by a size of the grid: multiplied by \p Reciprocal, of 64 bits, and shifted by
/// 63.
static Value *blockQuotient(IRBuilder<> &Builder, Value *Number, Value *Reciprocal) {
  static_assert(abi::BLOCK_RECIPROCAL_BITS == 63);
  Value *Twice = Builder.CreateZExt(Builder.CreateShl(Number, 1, "", /*HasNUW=*/true), Builder.getInt64Ty());
  Value *Low = Builder.CreateMul(Twice, Builder.CreateAnd(Reciprocal, 0xffffffff), "", /*HasNUW=*/true);
  Value *High = Builder.CreateMul(Twice, Builder.CreateLShr(Reciprocal, 32), "", /*HasNUW=*/true);
  Value *Sum = Builder.CreateAdd(High, Builder.CreateLShr(Low, 32), "", /*HasNUW=*/true);
  return Builder.CreateTrunc(Builder.CreateLShr(Sum, 32), Builder.getInt32Ty());
}

static Value *remainder(IRBuilder<> &Builder, Value *Number, Value *Quotient, Value *Divisor) {
  Value *Product = Builder.CreateMul(Quotient, Builder.CreateTrunc(Divisor, Builder.getInt32Ty()), "", /*HasNUW=*/true);
  return Builder.CreateSub(Number, Product, "", /*HasNUW=*/true);
}

static SmallVector<Type *, 4> hiddenWords(LLVMContext &Context) {
  Type *I64 = Type::getInt64Ty(Context);
  return {I64, I64, I64, PointerType::get(Context, 0)};
}

GpuPlace::GpuPlace(Module &M, const GpuDialect &Dialect)
    : PlaceInMemory(M, hiddenWords(M.getContext())), Dialect(Dialect) {}

ThreadPlace GpuPlace::placeOf(IRBuilder<> &Builder, ArrayRef<Value *> Hidden, unsigned Rank,
                              ArrayRef<Value *> Reciprocals) {
  ThreadPlace Place;
  Place.Fields.append(3, Builder.getInt64(0));
  append_range(Place.Fields, Hidden);
  Value *Thread = Builder.CreateIntrinsic(Dialect.threadId(), {});
  Value *Block = Builder.CreateIntrinsic(Dialect.blockId(), {});
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
        Thread = Builder.CreateUDiv(Thread, Builder.CreateTrunc(BlockSize, Builder.getInt32Ty()));
        Block = Builder.CreateUDiv(Block, Builder.CreateTrunc(GridSize, Builder.getInt32Ty()));
      } else {
        Thread = threadQuotient(Builder, Thread, Reciprocals[0], /*High=*/Axis == 1);
        Block = blockQuotient(Builder, Block, Reciprocals[1 + Axis]);
      }
      ThreadId = remainder(Builder, ThreadId, Thread, BlockSize);
      BlockId = remainder(Builder, BlockId, Block, GridSize);
    }
    Place.ThreadIds[Axis] = Builder.CreateZExt(ThreadId, Builder.getInt64Ty());
    Place.BlockIds[Axis] = Builder.CreateZExt(BlockId, Builder.getInt64Ty());
    Value *First = Builder.CreateMul(Place.BlockIds[Axis], BlockSize, "", /*HasNUW=*/true, /*HasNSW=*/true);
    Place.Fields[ThreadPlace::GlobalX + Axis] =
        Builder.CreateAdd(First, Place.ThreadIds[Axis], "", /*HasNUW=*/true, /*HasNSW=*/true);
  }
  return Place;
}

GlobalVariable *GpuPlace::makeWords() {
  return new GlobalVariable(M, WordsType, /*isConstant=*/false, GlobalValue::InternalLinkage,
                            PoisonValue::get(WordsType), "offload.hidden_words", nullptr, GlobalValue::NotThreadLocal,
                            SharedAddressSpace);
}

ThreadPlace GpuPlace::placeFrom(IRBuilder<> &Builder, ArrayRef<Value *> Values) {
  return placeOf(Builder, Values, /*Rank=*/3, /*Reciprocals=*/{});
}

void GpuPlace::emitExit(IRBuilder<> &Builder) { Builder.CreateIntrinsic(Dialect.exit(), {}); }

Value *GpuPlace::emitSharedMemory(IRBuilder<> &Builder) {
  auto *Memory =
      new GlobalVariable(M, ArrayType::get(Builder.getInt8Ty(), 0), /*isConstant=*/false, GlobalValue::ExternalLinkage,
                         nullptr, "offload_dynamic_shared", nullptr, GlobalValue::NotThreadLocal, SharedAddressSpace);
  Memory->setAlignment(Align(abi::DYNAMIC_SHARED_ALIGN));
  return Builder.CreateAddrSpaceCast(Memory, Builder.getPtrTy());
}

} // namespace offload
