//===- InlineIdReaders.cpp - thread ids are read in the kernel's own body ---------------------===//

#include "offload/InlineIdReaders.h"
#include "offload/Abi.h"
#include "offload/Intrinsics.h"
#include "offload/OutlineKernels.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

bool onlyCalled(const Function &F) {
  return all_of(F.uses(), [](const Use &U) {
    auto *Call = dyn_cast<CallBase>(U.getUser());
    return Call && Call->isCallee(&U);
  });
}

bool callsItself(Function &F) {
  SmallPtrSet<Function *, 16> Seen;
  SmallVector<Function *, 16> Pending{&F};
  while (!Pending.empty())
    for (Instruction &I : instructions(*Pending.pop_back_val()))
      if (auto *Call = dyn_cast<CallBase>(&I))
        if (Function *Callee = Call->getCalledFunction()) {
          if (Callee == &F)
            return true;
          if (Seen.insert(Callee).second)
            Pending.push_back(Callee);
        }
  return false;
}

/// The user crate's own functions that stand in for std's: the heap takes its list from the thread's id. Everything that allocates would
/// be inlined into everything that calls it, and that grows exponentially.
bool isRuntime(const Function &F) { return F.getName().starts_with(abi::SYMBOL_PREFIX); }

/// The functions with a call of \p Callee.
void addCallers(Function &Callee, SetVector<Function *> &Readers) {
  for (User *U : Callee.users())
    if (auto *Call = dyn_cast<CallBase>(U); Call && Call->getCalledOperand() == &Callee)
      Readers.insert(Call->getFunction());
}

} // namespace

PreservedAnalyses InlineIdReadersPass::run(Module &M, ModuleAnalysisManager &) {
  SetVector<Function *> Readers;
  for (Function &F : M)
    if (std::optional<DeviceIntrinsic> Known = intrinsicOf(F.getName()); Known && readsPlace(Known->Kind))
      addCallers(F, Readers);
  bool Changed = false;
  for (size_t I = 0; I < Readers.size(); ++I) {
    Function *Reader = Readers[I];
    // A panic path reads ids too; inlined, it would only swell the loop that it leaves.
    if (Reader->hasFnAttribute(RankAttribute) || isRuntime(*Reader) || Reader->doesNotReturn() ||
        !onlyCalled(*Reader) || callsItself(*Reader))
      continue;
    Reader->addFnAttr(Attribute::AlwaysInline);
    Changed = true;
    addCallers(*Reader, Readers);
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
