//===- RustSymbols.cpp - functions of core and std, found and replaced ------------------------===//

#include "offload/RustSymbols.h"
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

StringRef pathOf(StringRef Symbol) {
  if (!Symbol.consume_front("_R"))
    return "";
  Symbol.consume_front("I"); // An instance: arguments and the crate it was made for stand behind the path.
  while (Symbol.consume_front("N"))
    Symbol = Symbol.drop_front(); // The namespace: v for values, t for types.
  if (!Symbol.consume_front("C"))
    return "";
  if (Symbol.consume_front("s"))
    Symbol = Symbol.drop_until([](char C) { return C == '_'; }).drop_front();
  return Symbol;
}

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
