//===- ScopeAtomics.cpp - Rust's atomics are between the threads of a device ------------------===//

#include "offload/ScopeAtomics.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// What LLVM's AMDGPU guide ("Metadata") asks for so that an operation may be the hardware's own: memory is allocated by the
/// runtime on this device, coarse-grained; float additions keep no promise about subnormal numbers.
constexpr StringLiteral NativeOnAmd[] = {"amdgpu.no.fine.grained.memory", "amdgpu.no.remote.memory"};
constexpr StringLiteral NativeFloatOnAmd = "amdgpu.ignore.denormal.mode";

class AtomicScope {
public:
  explicit AtomicScope(Module &M)
      : IsAmd(M.getTargetTriple().isAMDGCN()),
        Device(M.getContext().getOrInsertSyncScopeID(IsAmd ? "agent" : "device")) {}

  /// What is for the host's compiler or processor only, and no GPU's back end selects.
  static bool isHint(const Instruction &I) {
    if (auto *Fence = dyn_cast<FenceInst>(&I))
      return Fence->getSyncScopeID() == SyncScope::SingleThread;
    auto *Call = dyn_cast<CallInst>(&I);
    return Call && Call->getIntrinsicID() == Intrinsic::x86_sse2_pause;
  }

  bool narrow(Instruction &I) const {
    std::optional<SyncScope::ID> Scope = getAtomicSyncScopeID(&I);
    if (!Scope || *Scope != SyncScope::System)
      return false;
    setAtomicSyncScopeID(&I, Device);
    if (auto *Modify = dyn_cast<AtomicRMWInst>(&I); Modify && IsAmd)
      allowNative(*Modify);
    return true;
  }

private:
  static void allowNative(AtomicRMWInst &Modify) {
    MDNode *Yes = MDNode::get(Modify.getContext(), {});
    for (StringRef Kind : NativeOnAmd)
      Modify.setMetadata(Kind, Yes);
    if (Modify.isFloatingPointOperation())
      Modify.setMetadata(NativeFloatOnAmd, Yes);
  }

  bool IsAmd;
  SyncScope::ID Device;
};

} // namespace

PreservedAnalyses ScopeAtomicsPass::run(Module &M, ModuleAnalysisManager &) {
  AtomicScope Scope(M);
  bool Changed = false;
  for (Function &F : M)
    for (Instruction &I : make_early_inc_range(instructions(F))) {
      if (AtomicScope::isHint(I)) {
        I.eraseFromParent();
        Changed = true;
      } else {
        Changed |= Scope.narrow(I);
      }
    }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
