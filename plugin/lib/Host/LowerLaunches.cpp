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
    Value *Descriptor = Call->getArgOperand(1), *Slots = Call->getArgOperand(2), *Params = Call->getArgOperand(3);
    // In the entry block it is part of the frame; a launch in a loop would get memory in every round otherwise.
    AllocaInst *State = makeState(*Call->getFunction());
    Builder.CreateLifetimeStart(State);
    runtimeCall(Builder, Builder.getVoidTy(), abi::RT_PREPARE,
                {State, kernelHandle(L.Launched.Symbol), Descriptor, Slots, Params});
    SmallVector<Value *, 8> Mapped;
    for (auto [Index, Slot] : enumerate(L.Launched.Description.Slots))
      if (Slot.isMapped())
        Mapped.push_back(Builder.getInt32(Index));
    for (Value *Slot : Mapped)
      runtimeCall(Builder, Builder.getVoidTy(), abi::RT_MAP_BEGIN, {State, Slot});
    runtimeCall(Builder, Builder.getVoidTy(), abi::RT_KERNEL, {State});
    for (Value *Slot : reverse(Mapped))
      runtimeCall(Builder, Builder.getVoidTy(), abi::RT_MAP_END, {State, Slot});
    Value *Status = runtimeCall(Builder, Builder.getInt32Ty(), abi::RT_FINISH, {State});
    Builder.CreateLifetimeEnd(State);
    Call->replaceAllUsesWith(Status);
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

  AllocaInst *makeState(Function &F) {
    BasicBlock &Entry = F.getEntryBlock();
    IRBuilder<> Builder(&Entry, Entry.getFirstNonPHIOrDbgOrAlloca());
    AllocaInst *State =
        Builder.CreateAlloca(ArrayType::get(Builder.getInt8Ty(), abi::LAUNCH_STATE_BYTES), nullptr, "launch.state");
    State->setAlignment(Align(abi::LAUNCH_STATE_ALIGN));
    return State;
  }

  Value *runtimeCall(IRBuilder<> &Builder, Type *Result, StringRef Symbol, ArrayRef<Value *> Arguments) {
    SmallVector<Type *, 6> Parameters;
    for (Value *Argument : Arguments)
      Parameters.push_back(Argument->getType());
    FunctionCallee Callee = M.getOrInsertFunction(Symbol, FunctionType::get(Result, Parameters, false));
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
