//===- GridThreadLocals.cpp - what a thread of the CPU device finds in memory -----------------===//

#include "Cpu/GridThreadLocals.h"
#include "Outline/InferredEffects.h"
#include "Outline/Reachability.h"
#include "offload/Abi.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {

GridThreadLocals::GridThreadLocals(Module &M, ArrayRef<Function *> Bodies) : M(M) {
  replaceReadersOutside(Bodies);
  replaceExit();
  replaceDynamicShared();
}

GlobalVariable *GridThreadLocals::makeThreadLocal(Type *Ty, const Twine &Name) {
  return new GlobalVariable(M, Ty, /*isConstant=*/false, GlobalValue::InternalLinkage, Constant::getNullValue(Ty), Name,
                            nullptr, GlobalValue::GeneralDynamicTLSModel);
}

StructType *GridThreadLocals::placeType() const {
  SmallVector<Type *, ThreadPlace::FieldCount> Fields;
  for (unsigned Field = 0; Field < ThreadPlace::FieldCount; ++Field)
    Fields.push_back(ThreadPlace::fieldType(M.getContext(), Field));
  return StructType::get(M.getContext(), Fields);
}

/// Functions that could not be inlined into a body read the thread's place from memory.
void GridThreadLocals::replaceReadersOutside(ArrayRef<Function *> Bodies) {
  for (Function &F : M) {
    if (F.isDeclaration() || is_contained(Bodies, &F) || !readsThreadPlace(F))
      continue;
    if (!PlaceInMemory)
      PlaceInMemory = makeThreadLocal(placeType(), "offload.thread_place");
    IRBuilder<> Builder(&*F.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
    Value *Address = Builder.CreateThreadLocalAddress(PlaceInMemory);
    ThreadPlace Place;
    for (unsigned Field = 0; Field < ThreadPlace::FieldCount; ++Field)
      Place.Fields.push_back(Builder.CreateLoad(ThreadPlace::fieldType(M.getContext(), Field),
                                                Builder.CreateStructGEP(placeType(), Address, Field)));
    replaceIntrinsics(F, Place);
    ReadersOutside.insert(&F);
  }
  // Ids were declared to touch no memory.
  forgetEffects(ReadersOutside, M);
}

/// `__offload_exit` becomes a jump out of the chunk: its remaining threads do not run.
void GridThreadLocals::replaceExit() {
  Function *Exit = M.getFunction(abi::EXIT_INTRINSIC);
  if (!Exit || Exit->use_empty())
    return;
  LLVMContext &Context = M.getContext();
  Type *Ptr = PointerType::get(Context, 0);
  Escape = makeThreadLocal(Ptr, "offload.escape");
  Exit->setAttributes({});
  Exit->addFnAttr(Attribute::Cold);
  Exit->setDoesNotReturn();
  Exit->setDoesNotThrow();
  Exit->setLinkage(GlobalValue::InternalLinkage);
  FunctionCallee LongJump = M.getOrInsertFunction("longjmp", Type::getVoidTy(Context), Ptr, Type::getInt32Ty(Context));
  IRBuilder<> Builder(BasicBlock::Create(Context, "entry", Exit));
  Value *Buffer = Builder.CreateLoad(Ptr, Builder.CreateThreadLocalAddress(Escape));
  Builder.CreateCall(LongJump, {Buffer, Builder.getInt32(1)})->setDoesNotReturn();
  Builder.CreateUnreachable();
}

/// `__offload_dynamic_shared` becomes a read of the address that the chunk left.
void GridThreadLocals::replaceDynamicShared() {
  Function *Reader = M.getFunction(abi::DYNAMIC_SHARED_INTRINSIC);
  if (!Reader || Reader->use_empty())
    return;
  Type *Ptr = PointerType::get(M.getContext(), 0);
  Shared = makeThreadLocal(Ptr, "offload.dynamic_shared");
  SharedUsers.insert(Reader);
  forgetEffects(SharedUsers, M);
  Reader->setAttributes({});
  Reader->setDoesNotThrow();
  Reader->addFnAttr(Attribute::AlwaysInline);
  Reader->setLinkage(GlobalValue::InternalLinkage);
  IRBuilder<> Builder(BasicBlock::Create(M.getContext(), "entry", Reader));
  Builder.CreateRet(Builder.CreateLoad(Ptr, Builder.CreateThreadLocalAddress(Shared)));
}

void GridThreadLocals::storePlaceBeforeReaders(Function &Thread, const ThreadPlace &Place) {
  if (!PlaceInMemory)
    return;
  for (Instruction &I : instructions(Thread)) {
    auto *Call = dyn_cast<CallBase>(&I);
    if (!Call || !mayReach(*Call, ReadersOutside))
      continue;
    IRBuilder<> Builder(Call);
    Value *Address = Builder.CreateThreadLocalAddress(PlaceInMemory);
    for (auto [Field, V] : enumerate(Place.Fields))
      Builder.CreateStore(V, Builder.CreateStructGEP(placeType(), Address, Field));
  }
}

} // namespace offload
