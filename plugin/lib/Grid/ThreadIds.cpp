//===- ThreadIds.cpp - device intrinsics in terms of a thread's place -------------------------===//

#include "Grid/ThreadIds.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

std::optional<DeviceIntrinsic> placeIntrinsic(const Instruction &I) {
  auto *Call = dyn_cast<CallInst>(&I);
  const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
  if (!Callee)
    return std::nullopt;
  std::optional<DeviceIntrinsic> Intrinsic = intrinsicOf(*Callee);
  return Intrinsic && Intrinsic->isValueOfPlace() ? Intrinsic : std::nullopt;
}

/// Half \p High of a packed word.
Value *half(IRBuilder<> &Builder, Value *Word, bool High) {
  return High ? Builder.CreateLShr(Word, 32) : Builder.CreateAnd(Word, 0xffffffff);
}

Value *compute(IRBuilder<> &Builder, const ThreadPlace &Place, DeviceIntrinsic Intrinsic) {
  switch (Intrinsic.Row->Kind) {
  case IntrinsicKind::GlobalId:
    return Place.globalId(Intrinsic.Axis);
  case IntrinsicKind::ThreadId:
    if (Value *ThreadId = Place.ThreadIds[Intrinsic.Axis])
      return ThreadId;
    return Builder.CreateURem(Place.globalId(Intrinsic.Axis), blockSize(Builder, Place, Intrinsic.Axis));
  case IntrinsicKind::BlockId:
    if (Value *BlockId = Place.BlockIds[Intrinsic.Axis])
      return BlockId;
    return Builder.CreateUDiv(Place.globalId(Intrinsic.Axis), blockSize(Builder, Place, Intrinsic.Axis));
  case IntrinsicKind::BlockSize:
    return blockSize(Builder, Place, Intrinsic.Axis);
  case IntrinsicKind::GridSize:
    return gridSize(Builder, Place, Intrinsic.Axis);
  case IntrinsicKind::Report:
    return Place.Fields[ThreadPlace::Report];
  case IntrinsicKind::DynamicShared:
  case IntrinsicKind::Exit:
    break;
  }
  llvm_unreachable("not an intrinsic of a thread's place");
}

} // namespace

Type *ThreadPlace::fieldType(LLVMContext &Context, unsigned Field) {
  return Field == Report ? static_cast<Type *>(PointerType::get(Context, 0)) : Type::getInt64Ty(Context);
}

Value *gridSize(IRBuilder<> &Builder, const ThreadPlace &Place, unsigned Axis) {
  unsigned Word = Axis == 2 ? ThreadPlace::GridZBlockX : ThreadPlace::GridXY;
  return half(Builder, Place.Fields[Word], /*High=*/Axis == 1);
}

Value *blockSize(IRBuilder<> &Builder, const ThreadPlace &Place, unsigned Axis) {
  unsigned Word = Axis == 0 ? ThreadPlace::GridZBlockX : ThreadPlace::BlockYZ;
  return half(Builder, Place.Fields[Word], /*High=*/Axis != 1);
}

Value *extent(IRBuilder<> &Builder, const ThreadPlace &Place, unsigned Axis) {
  // Both factors have 32 bits: the product cannot wrap.
  return Builder.CreateMul(gridSize(Builder, Place, Axis), blockSize(Builder, Place, Axis), "extent", /*HasNUW=*/true);
}

bool readsThreadPlace(const Function &F) {
  return any_of(instructions(F), [](const Instruction &I) { return placeIntrinsic(I).has_value(); });
}

void replaceIntrinsics(Function &F, const ThreadPlace &Place) {
  for (Instruction &I : make_early_inc_range(instructions(F))) {
    std::optional<DeviceIntrinsic> Intrinsic = placeIntrinsic(I);
    if (!Intrinsic)
      continue;
    // Compute at the call itself, so that a division stays where a thread needs it.
    IRBuilder<> Builder(&I);
    Value *Result = compute(Builder, Place, *Intrinsic);
    if (I.getType()->isIntegerTy())
      Result = Builder.CreateZExtOrTrunc(Result, I.getType());
    I.replaceAllUsesWith(Result);
    I.eraseFromParent();
  }
}

} // namespace offload
