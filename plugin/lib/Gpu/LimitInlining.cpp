//===- LimitInlining.cpp - large kernels are inlined as on the host ---------------------------===//

#include "offload/LimitInlining.h"
#include "Contract/KernelBody.h"
#include "Outline/Reachability.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// The number of instructions, before simplification, that a kernel may reach to be inlined as on a GPU. Kernels
/// written for a GPU reach some hundreds, kernels that call a small crate up to some thousands.
constexpr unsigned LargeKernel = 4000;
/// LLVM's own threshold for `-O2` and `-O3`, which a GPU's back end multiplies.
constexpr const char HostThreshold[] = "225";

bool isLarge(const SetVector<Function *> &Reached) {
  unsigned Instructions = 0;
  for (const Function *F : Reached)
    Instructions += F->getInstructionCount();
  return Instructions > LargeKernel;
}

} // namespace

PreservedAnalyses LimitInliningPass::run(Module &M, ModuleAnalysisManager &) {
  SetVector<Function *> ReachedByLarge;
  SetVector<Function *> ReachedBySmall;
  for (Function *Kernel : kernelBodies(M)) {
    SetVector<Function *> Reached = reachedFrom(Kernel);
    (isLarge(Reached) ? ReachedByLarge : ReachedBySmall).insert_range(Reached);
  }
  Attribute Limit = Attribute::get(M.getContext(), "function-inline-threshold", HostThreshold);
  bool Changed = false;
  for (Function *F : ReachedByLarge) {
    if (ReachedBySmall.contains(F))
      continue;
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I); Call && !isa<IntrinsicInst>(Call)) {
        Call->addFnAttr(Limit);
        Changed = true;
      }
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
