//===- PlaceInMemory.cpp - what functions outside of a kernel's body know of their thread -----===//

#include "Grid/PlaceInMemory.h"
#include "Outline/InferredEffects.h"
#include "Outline/Reachability.h"
#include "offload/Abi.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {

PlaceInMemory::PlaceInMemory(Module &M, ArrayRef<Type *> Words)
    : M(M), WordsType(StructType::get(M.getContext(), Words)) {}

void PlaceInMemory::replaceOutside(ArrayRef<Function *> Bodies) {
  replaceReaders(Bodies);
  replaceExit();
  replaceDynamicShared();
}

void PlaceInMemory::replaceReaders(ArrayRef<Function *> Bodies) {
  for (Function &F : M) {
    if (F.isDeclaration() || is_contained(Bodies, &F) || !readsThreadPlace(F))
      continue;
    if (!Words)
      Words = makeWords();
    IRBuilder<> Builder(&*F.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
    Value *Address = addressOf(Builder, *Words);
    SmallVector<Value *, ThreadPlace::FieldCount> Values;
    for (auto [Index, Type] : enumerate(WordsType->elements()))
      Values.push_back(Builder.CreateLoad(Type, Builder.CreateStructGEP(WordsType, Address, Index)));
    replaceIntrinsics(F, placeFrom(Builder, Values));
    ReadersOutside.insert(&F);
  }
  // Ids were declared to touch no memory.
  forgetEffects(ReadersOutside, M);
}

void PlaceInMemory::storeBeforeReaders(Function &Thread, ArrayRef<Value *> Values) {
  if (!Words)
    return;
  for (Instruction &I : instructions(Thread)) {
    auto *Call = dyn_cast<CallBase>(&I);
    if (!Call || !mayReach(*Call, ReadersOutside))
      continue;
    IRBuilder<> Builder(Call);
    Value *Address = addressOf(Builder, *Words);
    for (auto [Index, V] : enumerate(Values))
      Builder.CreateStore(V, Builder.CreateStructGEP(WordsType, Address, Index));
  }
}

void PlaceInMemory::replaceExit() {
  Function *Exit = M.getFunction(abi::EXIT_INTRINSIC);
  if (!Exit || Exit->use_empty())
    return;
  Exit->setAttributes({});
  Exit->addFnAttr(Attribute::Cold);
  Exit->setDoesNotReturn();
  Exit->setDoesNotThrow();
  Exit->setLinkage(GlobalValue::InternalLinkage);
  IRBuilder<> Builder(BasicBlock::Create(M.getContext(), "entry", Exit));
  emitExit(Builder);
  Builder.CreateUnreachable();
}

void PlaceInMemory::replaceDynamicShared() {
  Function *Shared = M.getFunction(abi::DYNAMIC_SHARED_INTRINSIC);
  if (!Shared || Shared->use_empty())
    return;
  SharedUsers.insert(Shared);
  if (hasConstantSharedMemory()) {
    addCallers(SharedUsers, M);
  } else {
    forgetEffects(SharedUsers, M);
    Shared->setAttributes({});
    Shared->setDoesNotThrow();
  }
  Shared->addFnAttr(Attribute::AlwaysInline);
  Shared->setLinkage(GlobalValue::InternalLinkage);
  IRBuilder<> Builder(BasicBlock::Create(M.getContext(), "entry", Shared));
  Builder.CreateRet(emitSharedMemory(Builder));
}

} // namespace offload
