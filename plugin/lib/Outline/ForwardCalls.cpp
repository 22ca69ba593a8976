//===- ForwardCalls.cpp - functions get bodies that call others -------------------------------===//

#include "Outline/ForwardCalls.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

CallInst *callInNewBody(IRBuilder<> &Builder, Function &F, FunctionCallee Handler, ArrayRef<Value *> Arguments) {
  GlobalValue::LinkageTypes Linkage = F.getLinkage();
  bool WasDeclaration = F.isDeclaration();
  F.deleteBody();
  F.setLinkage(WasDeclaration ? GlobalValue::InternalLinkage : Linkage);
  F.setAttributes({});
  F.setDoesNotThrow();
  Builder.SetInsertPoint(BasicBlock::Create(F.getContext(), "entry", &F));
  return Builder.CreateCall(Handler, Arguments);
}

} // namespace

void forwardTo(Function &F, FunctionCallee Handler, ArrayRef<Value *> Arguments) {
  IRBuilder<> Builder(F.getContext());
  CallInst *Call = callInNewBody(Builder, F, Handler, Arguments);
  if (F.getReturnType()->isVoidTy())
    Builder.CreateRetVoid();
  else
    Builder.CreateRet(Call);
}

void endIn(Function &F, FunctionCallee Handler, ArrayRef<Value *> Arguments) {
  IRBuilder<> Builder(F.getContext());
  callInNewBody(Builder, F, Handler, Arguments)->setDoesNotReturn();
  Builder.CreateUnreachable();
  F.addFnAttr(Attribute::Cold);
  F.setDoesNotReturn();
}

} // namespace offload
