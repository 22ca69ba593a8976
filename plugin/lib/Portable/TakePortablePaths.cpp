//===- TakePortablePaths.cpp - what asks for the host's processor finds nothing ---------------===//

#include "offload/TakePortablePaths.h"
#include "Lines/RustSymbols.h"
#include "Portable/DetectionOrigins.h"
#include "Portable/DetectionStatics.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// Compares the text of \p Call, and the first of its constraints.
bool isAssembly(const CallBase &Call, StringRef Text, StringRef Constraints) {
  auto *Assembly = dyn_cast<InlineAsm>(Call.getCalledOperand());
  return Assembly && StringRef(Assembly->getAsmString()).trim() == Text &&
         StringRef(Assembly->getConstraintString()).starts_with(Constraints);
}

/// A comment with a value in one register that goes in and out: crates hide values from the optimiser in this way.
bool isComment(const CallBase &Call) {
  auto *Assembly = dyn_cast<InlineAsm>(Call.getCalledOperand());
  if (!Assembly || Call.arg_size() != 1 || Call.getType() != Call.getArgOperand(0)->getType())
    return false;
  StringRef Constraints = StringRef(Assembly->getConstraintString()).split(',').second;
  StringRef Text = StringRef(Assembly->getAsmString()).trim();
  return Constraints.split(',').first == "0" && Text.consume_front("/*") && Text.find("*/") == Text.size() - 2;
}

/// Divides 128 bits by 64 if the quotient has 64 bits: the remainder and the quotient of `div`.
Value *divide(CallBase &Call) {
  IRBuilder<> Builder(&Call);
  Type *Wide = Builder.getInt128Ty();
  Value *High = Builder.CreateShl(Builder.CreateZExt(Call.getArgOperand(1), Wide), 64);
  Value *Number = Builder.CreateOr(High, Builder.CreateZExt(Call.getArgOperand(2), Wide));
  Value *By = Builder.CreateZExt(Call.getArgOperand(0), Wide);
  auto LowWord = [&](Value *Wide) { return Builder.CreateTrunc(Wide, Builder.getInt64Ty()); };
  Value *Rest = Builder.CreateInsertValue(PoisonValue::get(Call.getType()), LowWord(Builder.CreateURem(Number, By)), 0);
  return Builder.CreateInsertValue(Rest, LowWord(Builder.CreateUDiv(Number, By)), 1);
}

/// Sum or difference of two words and a carry, which is zero or not: the carry, 0 or 1, and the word.
Value *addWithCarry(CallBase &Call, Instruction::BinaryOps Operation) {
  IRBuilder<> Builder(&Call);
  Type *Word = Call.getArgOperand(1)->getType();
  unsigned Bits = Word->getIntegerBitWidth();
  Type *Wide = Builder.getIntNTy(2 * Bits);
  auto Widen = [&](Value *V) { return Builder.CreateZExt(V, Wide); };
  Value *Without = Builder.CreateBinOp(Operation, Widen(Call.getArgOperand(1)), Widen(Call.getArgOperand(2)));
  Value *All = Builder.CreateBinOp(Operation, Without, Widen(Builder.CreateIsNotNull(Call.getArgOperand(0))));
  Value *Carry = Builder.CreateAnd(Builder.CreateTrunc(Builder.CreateLShr(All, Bits), Builder.getInt8Ty()), 1);
  Value *Both = Builder.CreateInsertValue(PoisonValue::get(Call.getType()), Carry, 0);
  return Builder.CreateInsertValue(Both, Builder.CreateTrunc(All, Word), 1);
}

/// The replacement for \p Call; null if it stays.
Value *portable(CallBase &Call) {
  if (asksProcessor(Call))
    return Constant::getNullValue(Call.getType());
  if (isComment(Call))
    return Call.getArgOperand(0);
  if (isAssembly(Call, "sqrtsd ${0:x}, ${0:x}", "=&x,0,") || isAssembly(Call, "sqrtss ${0:x}, ${0:x}", "=&x,0,"))
    return IRBuilder<>(&Call).CreateUnaryIntrinsic(Intrinsic::sqrt, Call.getArgOperand(0));
  if (isAssembly(Call, "div ${2:q}", "=&{dx},=&{ax},r,0,1,"))
    return divide(Call);
  switch (Call.getIntrinsicID()) {
  case Intrinsic::x86_addcarry_32:
  case Intrinsic::x86_addcarry_64:
    return addWithCarry(Call, Instruction::Add);
  case Intrinsic::x86_subborrow_32:
  case Intrinsic::x86_subborrow_64:
    return addWithCarry(Call, Instruction::Sub);
  default:
    return nullptr;
  }
}

/// `is_x86_feature_detected!` calls this function, which hides the static in unoptimised code.
bool isStdDetection(const Function &F) {
  StringRef Path = pathBelowCrate(F.getName());
  return Path.starts_with("10std_detect") && Path.contains("21___is_feature_detected") && !F.isDeclaration() &&
         F.getReturnType()->isIntegerTy(1);
}

void answerNo(Function &F) {
  GlobalValue::LinkageTypes Linkage = F.getLinkage();
  F.deleteBody();
  F.setLinkage(Linkage);
  IRBuilder<> Builder(BasicBlock::Create(F.getContext(), "entry", &F));
  Builder.CreateRet(Builder.getFalse());
}

} // namespace

PreservedAnalyses TakePortablePathsPass::run(Module &M, ModuleAnalysisManager &) {
  bool Changed = forgetDetection(M);
  for (Function &F : M)
    if (isStdDetection(F)) {
      answerNo(F);
      Changed = true;
    }
  for (Function &F : M)
    for (Instruction &I : make_early_inc_range(instructions(F))) {
      auto *Call = dyn_cast<CallInst>(&I);
      Value *Instead = Call ? portable(*Call) : nullptr;
      if (!Instead)
        continue;
      Call->replaceAllUsesWith(Instead);
      Call->eraseFromParent();
      Changed = true;
    }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
