//===- GridThreadLocals.cpp - what a thread of the CPU device finds in memory -----------------===//

#include "Cpu/GridThreadLocals.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {

static SmallVector<Type *, ThreadPlace::FieldCount> placeFields(LLVMContext &Context) {
  SmallVector<Type *, ThreadPlace::FieldCount> Fields;
  for (unsigned Field = 0; Field < ThreadPlace::FieldCount; ++Field)
    Fields.push_back(ThreadPlace::fieldType(Context, Field));
  return Fields;
}

GridThreadLocals::GridThreadLocals(Module &M) : PlaceInMemory(M, placeFields(M.getContext())) {}

GlobalVariable *GridThreadLocals::makeThreadLocal(Type *Ty, const Twine &Name) {
  return new GlobalVariable(M, Ty, /*isConstant=*/false, GlobalValue::InternalLinkage, Constant::getNullValue(Ty), Name,
                            nullptr, GlobalValue::GeneralDynamicTLSModel);
}

GlobalVariable *GridThreadLocals::makeWords() { return makeThreadLocal(WordsType, "offload.thread_place"); }

Value *GridThreadLocals::addressOf(IRBuilder<> &Builder, GlobalVariable &Variable) {
  return Builder.CreateThreadLocalAddress(&Variable);
}

ThreadPlace GridThreadLocals::placeFrom(IRBuilder<> &, ArrayRef<Value *> Values) {
  ThreadPlace Place;
  append_range(Place.Fields, Values);
  return Place;
}

void GridThreadLocals::emitExit(IRBuilder<> &Builder) {
  Type *Ptr = Builder.getPtrTy();
  Escape = makeThreadLocal(Ptr, "offload.escape");
  FunctionCallee LongJump = M.getOrInsertFunction("longjmp", Builder.getVoidTy(), Ptr, Builder.getInt32Ty());
  Value *Buffer = Builder.CreateLoad(Ptr, Builder.CreateThreadLocalAddress(Escape));
  Builder.CreateCall(LongJump, {Buffer, Builder.getInt32(1)})->setDoesNotReturn();
}

Value *GridThreadLocals::emitSharedMemory(IRBuilder<> &Builder) {
  Type *Ptr = Builder.getPtrTy();
  Shared = makeThreadLocal(Ptr, "offload.dynamic_shared");
  return Builder.CreateLoad(Ptr, Builder.CreateThreadLocalAddress(Shared));
}

} // namespace offload
