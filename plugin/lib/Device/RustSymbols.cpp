//===- RustSymbols.cpp - functions of core and std, found and replaced ------------------------===//

#include "offload/RustSymbols.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"
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

/// Takes a v0 `<identifier>` without its disambiguator off the front: its length in decimal, and so many bytes.
static StringRef takeIdentifier(StringRef &Symbol) {
  unsigned Length = 0;
  if (Symbol.consumeInteger(10, Length))
    return "";
  Symbol.consume_front("_"); // It stands before a name that begins with a digit or another one.
  StringRef Name = Symbol.take_front(Length);
  Symbol = Symbol.drop_front(Name.size());
  return Name;
}

/// The crate of `Trait` in the name `<Type as Trait>::item`; `Type` may be of any length and shape.
static std::string crateOfTrait(StringRef Name) {
  unsigned Depth = 0;
  for (size_t I = 0; I < Name.size(); ++I) {
    Depth += Name[I] == '<';
    Depth -= Name[I] == '>' && Depth > 0 && Name[I - 1] != '-';
    if (StringRef Rest = Name.drop_front(I); Depth == 1 && Rest.consume_front(" as "))
      return Rest.take_while([](char C) { return isAlnum(C) || C == '_'; }).str();
  }
  return "";
}

std::string crateOf(StringRef Symbol) {
  StringRef Path = Symbol;
  if (!Path.consume_front("_R"))
    return "";
  // Down to the root of the path: instances, members of modules, and impls, whose own path stands before their type.
  while (!Path.empty()) {
    char Tag = Path.front();
    Path = Path.drop_front();
    if (Tag == 'N')
      Path = Path.drop_front();
    bool HasDisambiguator = (Tag == 'C' || Tag == 'M' || Tag == 'X') && Path.starts_with("s");
    if (HasDisambiguator)
      Path = Path.drop_until([](char C) { return C == '_'; }).drop_front();
    if (Tag == 'C')
      return takeIdentifier(Path).str();
    // What a trait provides: a type that has to be passed over, then the trait's path.
    if (Tag == 'Y')
      return crateOfTrait(demangle(Symbol));
    if (!StringRef("INMX").contains(Tag))
      return "";
  }
  return "";
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
