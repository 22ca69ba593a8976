//===- ScopeAtomics.cpp - Rust's atomics are between the threads of a device ------------------===//

#include "offload/ScopeAtomics.h"
#include "Gpu/GpuDialect.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// Whether \p I is a hint for the host's compiler or processor, which no GPU's back end selects.
bool isHint(const Instruction &I) {
  if (auto *Fence = dyn_cast<FenceInst>(&I))
    return Fence->getSyncScopeID() == SyncScope::SingleThread;
  auto *Call = dyn_cast<CallInst>(&I);
  return Call && Call->getIntrinsicID() == Intrinsic::x86_sse2_pause;
}

bool narrow(Instruction &I, SyncScope::ID Device, const GpuDialect &Dialect) {
  std::optional<SyncScope::ID> Scope = getAtomicSyncScopeID(&I);
  if (!Scope || *Scope != SyncScope::System)
    return false;
  setAtomicSyncScopeID(&I, Device);
  if (auto *Update = dyn_cast<AtomicRMWInst>(&I))
    Dialect.allowNative(*Update);
  return true;
}

} // namespace

PreservedAnalyses ScopeAtomicsPass::run(Module &M, ModuleAnalysisManager &) {
  const GpuDialect *Dialect = gpuDialect(M);
  if (!Dialect)
    return PreservedAnalyses::all();
  SyncScope::ID Device = M.getContext().getOrInsertSyncScopeID(Dialect->deviceScope());
  bool Changed = false;
  for (Function &F : M)
    for (Instruction &I : make_early_inc_range(instructions(F))) {
      if (isHint(I)) {
        I.eraseFromParent();
        Changed = true;
      } else {
        Changed |= narrow(I, Device, *Dialect);
      }
    }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
