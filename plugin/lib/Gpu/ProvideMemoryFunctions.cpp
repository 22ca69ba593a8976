//===- ProvideMemoryFunctions.cpp - C's memory comparisons for devices without a C library ---------===//

#include "offload/ProvideMemoryFunctions.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

bool isComparison(const Function &F) {
  FunctionType *Type = F.getFunctionType();
  return F.isDeclaration() && (F.getName() == "memcmp" || F.getName() == "bcmp") && Type->getNumParams() == 3 &&
         Type->getReturnType()->isIntegerTy(32) && Type->getParamType(2)->isIntegerTy(64);
}

/// `for (i = 0; i < n; ++i) if (a[i] != b[i]) return a[i] - b[i]; return 0;`, which is right for both.
void defineComparison(Function &F) {
  LLVMContext &Context = F.getContext();
  F.setLinkage(GlobalValue::InternalLinkage);
  // LLVM must not recognise the loop as the function that it defines.
  F.addFnAttr("no-builtins");
  auto *Entry = BasicBlock::Create(Context, "entry", &F), *Check = BasicBlock::Create(Context, "check", &F);
  auto *Compare = BasicBlock::Create(Context, "compare", &F), *Next = BasicBlock::Create(Context, "next", &F);
  auto *Differ = BasicBlock::Create(Context, "differ", &F), *Equal = BasicBlock::Create(Context, "equal", &F);
  IRBuilder<> Builder(Entry);
  Builder.CreateBr(Check);

  Builder.SetInsertPoint(Check);
  PHINode *Index = Builder.CreatePHI(Builder.getInt64Ty(), 2);
  Builder.CreateCondBr(Builder.CreateICmpULT(Index, F.getArg(2)), Compare, Equal);

  Builder.SetInsertPoint(Compare);
  auto LoadByte = [&](unsigned Argument) {
    Value *Address = Builder.CreateInBoundsPtrAdd(F.getArg(Argument), Index);
    return Builder.CreateZExt(Builder.CreateLoad(Builder.getInt8Ty(), Address), Builder.getInt32Ty());
  };
  Value *Left = LoadByte(0), *Right = LoadByte(1);
  Builder.CreateCondBr(Builder.CreateICmpEQ(Left, Right), Next, Differ);

  Builder.SetInsertPoint(Next);
  Value *Following = Builder.CreateAdd(Index, Builder.getInt64(1), "", /*HasNUW=*/true);
  Builder.CreateBr(Check);
  Index->addIncoming(Builder.getInt64(0), Entry);
  Index->addIncoming(Following, Next);

  Builder.SetInsertPoint(Differ);
  Builder.CreateRet(Builder.CreateSub(Left, Right));
  Builder.SetInsertPoint(Equal);
  Builder.CreateRet(Builder.getInt32(0));
}

} // namespace

PreservedAnalyses ProvideMemoryFunctionsPass::run(Module &M, ModuleAnalysisManager &) {
  bool Changed = false;
  for (Function &F : M) {
    if (!isComparison(F))
      continue;
    defineComparison(F);
    Changed = true;
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
