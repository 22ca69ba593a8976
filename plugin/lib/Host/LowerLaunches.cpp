//===- LowerLaunches.cpp - a launch becomes calls of the runtime layer ------------------------===//

#include "offload/LowerLaunches.h"
#include "Start/Launches.h"
#include "offload/Abi.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;

namespace offload {
namespace {

class LaunchLowering {
public:
  explicit LaunchLowering(Module &M) : M(M), Context(M.getContext()) {}

  void lower(const Launch &L) {
    CallBase *Call = L.Call;
    // Nothing unwinds through a launch: the invoke exists only because a destructor follows.
    if (auto *Invoke = dyn_cast<InvokeInst>(Call))
      Call = changeToCall(Invoke);
    IRBuilder<> Builder(Call);
    Value *Handle = kernelHandle(L.Launched.Symbol);
    Value *Descriptor = Call->getArgOperand(1), *Slots = Call->getArgOperand(2), *Params = Call->getArgOperand(3);

    Value *Status = runtimeCall(Builder, abi::RT_PREPARE, {Handle, Descriptor, Params});
    SmallVector<std::pair<Value *, Value *>, 8> Begun;
    for (auto [Index, Slot] : enumerate(L.Launched.Description.Slots)) {
      if (!Slot.isMapped())
        continue;
      Value *Number = Builder.getInt32(Index);
      Status = runtimeCall(Builder, abi::RT_MAP_BEGIN, {Status, Descriptor, Slots, Params, Number});
      Begun.push_back({Status, Number});
    }
    Value *Ran = runtimeCall(Builder, abi::RT_KERNEL, {Status, Handle, Descriptor, Slots, Params});
    Value *Result = Ran;
    for (auto [Started, Number] : reverse(Begun)) {
      Value *Ended = runtimeCall(Builder, abi::RT_MAP_END, {Started, Ran, Descriptor, Slots, Params, Number});
      Value *IsOk = Builder.CreateICmpEQ(Result, Builder.getInt32(abi::STATUS_OK));
      Result = Builder.CreateSelect(IsOk, Ended, Result);
    }
    Call->replaceAllUsesWith(Result);
    Call->eraseFromParent();
  }

private:
  /// The handle of a kernel, null at run time in a program whose artifact does not have the kernel; so nothing has to
  /// be kept alive or deduplicated.
  GlobalVariable *kernelHandle(StringRef Symbol) {
    std::string Name = (abi::KERNEL_HANDLE_PREFIX + Symbol).str();
    if (GlobalVariable *Declared = M.getGlobalVariable(Name))
      return Declared;
    auto *Handle = new GlobalVariable(M, ArrayType::get(Type::getInt8Ty(Context), sizeof(abi::KernelHandle)),
                                      /*isConstant=*/true, GlobalValue::ExternalWeakLinkage, nullptr, Name);
    Handle->setVisibility(GlobalValue::HiddenVisibility);
    Handle->setAlignment(Align(alignof(abi::KernelHandle)));
    return Handle;
  }

  Value *runtimeCall(IRBuilder<> &Builder, StringRef Symbol, ArrayRef<Value *> Arguments) {
    SmallVector<Type *, 6> Parameters;
    for (Value *Argument : Arguments)
      Parameters.push_back(Argument->getType());
    FunctionCallee Callee = M.getOrInsertFunction(Symbol, FunctionType::get(Builder.getInt32Ty(), Parameters, false));
    CallInst *Call = Builder.CreateCall(Callee, Arguments);
    Call->setDoesNotThrow();
    return Call;
  }

  Module &M;
  LLVMContext &Context;
};

} // namespace

PreservedAnalyses LowerLaunchesPass::run(Module &M, ModuleAnalysisManager &) {
  SmallVector<Launch, 4> Launches = findLaunches(M);
  LaunchLowering Lowering(M);
  for (const Launch &L : Launches)
    Lowering.lower(L);
  return Launches.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace offload
