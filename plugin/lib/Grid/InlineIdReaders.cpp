//===- InlineIdReaders.cpp - thread ids are read in the kernel's own body ---------------------===//

#include "offload/InlineIdReaders.h"
#include "Contract/Intrinsics.h"
#include "Contract/KernelBody.h"
#include "offload/Abi.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/Analysis/CallGraph.h"
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

/// The user crate's own functions that replace std's. The heap selects its list by the thread's id, so all code that
/// allocates would be inlined into all of its callers, and that grows exponentially.
bool isRuntime(const Function &F) { return F.getName().starts_with(abi::SYMBOL_PREFIX); }

/// A panic path reads ids, too. Inlined, it would only enlarge the loop that it leaves.
bool mayBeInlined(const Function &F) {
  return !F.hasFnAttribute(RankAttribute) && !isRuntime(F) && !F.doesNotReturn() && onlyCalled(F);
}

/// The largest number of instructions of a reader, including the readers that it calls. A tree of calls gets as many
/// copies of a leaf as there are paths to it; a larger reader stays outside, and loads its ids from memory.
constexpr unsigned LargestReader = 10000;

/// The readers that become part of their callers, and the instructions that each has then.
class Readers {
public:
  /// Callees come before their callers.
  void add(Function &F) {
    unsigned Instructions = 0;
    bool Reads = false;
    for (Instruction &I : instructions(F)) {
      auto *Call = dyn_cast<CallBase>(&I);
      Function *Callee = Call ? Call->getCalledFunction() : nullptr;
      auto Reader = Inlined.find(Callee);
      std::optional<DeviceIntrinsic> Intrinsic = Callee ? intrinsicOf(*Callee) : std::nullopt;
      Reads |= Reader != Inlined.end() || (Intrinsic && Intrinsic->isValueOfPlace());
      Instructions += Reader != Inlined.end() ? Reader->second : 1;
    }
    if (Reads && Instructions <= LargestReader && mayBeInlined(F))
      Inlined[&F] = Instructions;
  }

  MapVector<Function *, unsigned> Inlined;
};

} // namespace

PreservedAnalyses InlineIdReadersPass::run(Module &M, ModuleAnalysisManager &) {
  Readers All;
  CallGraph Graph(M);
  for (scc_iterator<CallGraph *> Component = scc_begin(&Graph); !Component.isAtEnd(); ++Component)
    if (Function *F = Component->front()->getFunction(); F && !Component.hasCycle())
      All.add(*F);
  for (auto [F, Instructions] : All.Inlined)
    F->addFnAttr(Attribute::AlwaysInline);
  return All.Inlined.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace offload
