//===- KeepFloatBits.cpp - a NaN keeps its bits where Rust promises that (NVIDIA) -------------===//

#include "offload/KeepFloatBits.h"
#include "Gpu/GpuDialect.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

bool isCallOf(const Instruction &I, Intrinsic::ID Id) {
  auto *Call = dyn_cast<IntrinsicInst>(&I);
  return Call && Call->getIntrinsicID() == Id;
}

/// Whether \p I reads a sign. That is never arithmetic, whatever uses the result: the sign of a NaN counts as well.
bool readsSign(const Instruction &I) { return isCallOf(I, Intrinsic::copysign); }

/// Whether \p I changes the sign of a float and nothing else.
bool onlyChangesSign(const Instruction &I) {
  return I.getOpcode() == Instruction::FNeg || isCallOf(I, Intrinsic::fabs) || readsSign(I);
}

/// Whether the result of \p User is the same for every NaN that an operand may be, or is a NaN whose bits Rust leaves
/// open.
bool isArithmetic(const Instruction &User) {
  if (onlyChangesSign(User))
    return false;
  switch (User.getOpcode()) {
  case Instruction::FAdd:
  case Instruction::FSub:
  case Instruction::FMul:
  case Instruction::FDiv:
  case Instruction::FRem:
  case Instruction::FCmp:
  case Instruction::FPExt:
  case Instruction::FPTrunc:
  case Instruction::FPToSI:
  case Instruction::FPToUI:
    return true;
  default:
    auto *Call = dyn_cast<IntrinsicInst>(&User);
    return Call && Call->getType()->getScalarType()->isFloatingPointTy();
  }
}

bool onlyArithmeticUses(const Instruction &I) {
  return all_of(I.users(), [](const User *U) { return isArithmetic(*cast<Instruction>(U)); });
}

Value *withIntegers(Instruction &I) {
  IRBuilder<> Builder(&I);
  Type *Float = I.getType();
  unsigned Bits = Float->getScalarSizeInBits();
  Type *Integer = Float->getWithNewType(Builder.getIntNTy(Bits));
  Constant *Sign = ConstantInt::get(Integer, APInt::getSignMask(Bits));
  Constant *Rest = ConstantInt::get(Integer, APInt::getSignedMaxValue(Bits));
  // Selection turns exclusive or and `and` back into `fneg` and `fabs` if their operand is the bits of a float. It does
  // not do so for a sum, which is equal for the sign bit, nor for a frozen value.
  Value *Operand = Builder.CreateFreeze(Builder.CreateBitCast(I.getOperand(0), Integer));
  if (I.getOpcode() == Instruction::FNeg)
    return Builder.CreateBitCast(Builder.CreateAdd(Operand, Sign), Float);
  Value *Magnitude = Builder.CreateAnd(Operand, Rest);
  if (!readsSign(I))
    return Builder.CreateBitCast(Magnitude, Float);
  Value *OtherSign = Builder.CreateAnd(Builder.CreateBitCast(I.getOperand(1), Integer), Sign);
  return Builder.CreateBitCast(Builder.CreateOr(Magnitude, OtherSign), Float);
}

} // namespace

PreservedAnalyses KeepFloatBitsPass::run(Module &M, ModuleAnalysisManager &) {
  const GpuDialect *Dialect = gpuDialect(M);
  if (!Dialect || Dialect->keepsNanBits())
    return PreservedAnalyses::all();
  SmallVector<Instruction *, 32> Changes;
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (onlyChangesSign(I) && (readsSign(I) || !onlyArithmeticUses(I)))
        Changes.push_back(&I);
  for (Instruction *I : Changes) {
    Value *New = withIntegers(*I);
    New->takeName(I);
    I->replaceAllUsesWith(New);
    I->eraseFromParent();
  }
  return Changes.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace offload
