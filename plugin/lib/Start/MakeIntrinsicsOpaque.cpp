//===- MakeIntrinsicsOpaque.cpp - device intrinsics lose their bodies -------------------------===//

#include "offload/MakeIntrinsicsOpaque.h"
#include "Contract/Intrinsics.h"
#include "offload/Abi.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

void setAttributes(Function &F, const IntrinsicRow &Row) {
  // Attributes that were inferred from the fallback's body (`memory(none)` on a report, say) must not outlive it.
  F.setAttributes({});
  F.setDoesNotThrow();
  if (Row.IsConvergent)
    F.setConvergent();
  switch (Row.Effects) {
  case IntrinsicEffects::EndsThread:
    F.setDoesNotReturn();
    F.addFnAttr(Attribute::Cold);
    return;
  case IntrinsicEffects::ReadsMemory:
    F.setOnlyReadsMemory();
    break;
  case IntrinsicEffects::Value:
    F.setDoesNotAccessMemory();
    F.addFnAttr(Attribute::Speculatable);
    break;
  }
  F.setWillReturn();
}

/// Declared, `__offload_launch` survives in a kernel until offload-gate reports it. Its body would run the fallback
/// there.
bool dropLaunchBody(Module &M) {
  Function *Launch = M.getFunction(abi::LAUNCH_SYMBOL);
  if (!Launch || Launch->isDeclaration())
    return false;
  Launch->deleteBody();
  Launch->setComdat(nullptr);
  Launch->setVisibility(GlobalValue::DefaultVisibility);
  Launch->setDSOLocal(false);
  Launch->setAttributes({});
  return true;
}

} // namespace

PreservedAnalyses MakeIntrinsicsOpaquePass::run(Module &M, ModuleAnalysisManager &) {
  bool Changed = dropLaunchBody(M);
  for (Function &F : M) {
    std::optional<DeviceIntrinsic> Intrinsic = intrinsicOf(F);
    if (!Intrinsic)
      continue;
    F.deleteBody();
    F.setComdat(nullptr);
    F.setVisibility(GlobalValue::DefaultVisibility);
    F.setDSOLocal(false);
    setAttributes(F, *Intrinsic->Row);
    for (User *U : F.users())
      if (auto *Call = dyn_cast<CallBase>(U); Call && Call->getCalledOperand() == &F)
        Call->setAttributes({});
    Changed = true;
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
