//===- ConstrainGridLoops.cpp - bounds checks leave the loops over a grid (CPU device) --------===//

#include "offload/ConstrainGridLoops.h"
#include "Cpu/CountedLoop.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Scalar/InductiveRangeCheckElimination.h"

using namespace llvm;

namespace offload {
namespace {

/// irce puts this mark on the latch's branch of the loops that it has made itself, and leaves them alone
/// (`ClonedLoopTag` in llvm/lib/Transforms/Utils/LoopConstrainer.cpp).
constexpr StringLiteral LeaveAlone = "loop_constrainer.loop.clone";

void hideOtherLoops(const LoopInfo &Loops) {
  for (const Loop *L : Loops.getLoopsInPreorder()) {
    BasicBlock *Latch = L->getLoopLatch();
    if (!Latch || isGridLoop(*L))
      continue;
    Instruction *Branch = Latch->getTerminator();
    Branch->setMetadata(LeaveAlone, MDNode::get(Branch->getContext(), {}));
  }
}

} // namespace

PreservedAnalyses ConstrainGridLoopsPass::run(Module &M, ModuleAnalysisManager &MAM) {
  auto &Analyses = MAM.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager();
  for (Function &F : M) {
    if (F.isDeclaration())
      continue;
    const LoopInfo &Loops = Analyses.getResult<LoopAnalysis>(F);
    if (none_of(Loops.getLoopsInPreorder(), [](const Loop *L) { return isGridLoop(*L); }))
      continue;
    hideOtherLoops(Loops);
    PreservedAnalyses Kept = IRCEPass().run(F, Analyses);
    Analyses.invalidate(F, Kept);
    // irce has copied blocks, so marks may be in any block, its own among them.
    for (BasicBlock &Block : F)
      Block.getTerminator()->setMetadata(LeaveAlone, nullptr);
  }
  return PreservedAnalyses::none();
}

} // namespace offload
