//===- MakeIntrinsicsOpaque.cpp - device intrinsics lose their bodies -------------------------===//

#include "offload/MakeIntrinsicsOpaque.h"
#include "Contract/Intrinsics.h"
#include "offload/Abi.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

void setAttributes(Function &F, IntrinsicKind Kind) {
  // What was inferred from the fallback's body (`memory(none)` on a report, say) must not outlive it.
  F.setAttributes({});
  F.setDoesNotThrow();
  switch (Kind) {
  case IntrinsicKind::Exit:
    F.setDoesNotReturn();
    F.addFnAttr(Attribute::Cold);
    return;
  case IntrinsicKind::Report:
    F.setOnlyReadsMemory();
    break;
  default:
    F.setDoesNotAccessMemory();
    F.addFnAttr(Attribute::Speculatable);
  }
  F.setWillReturn();
}

/// A launch in a kernel is an error that offload-gate says. With the body for the fallback it would be the fallback.
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
    std::optional<DeviceIntrinsic> Known = intrinsicOf(F.getName());
    if (!Known)
      continue;
    F.deleteBody();
    F.setComdat(nullptr);
    F.setVisibility(GlobalValue::DefaultVisibility);
    F.setDSOLocal(false);
    setAttributes(F, Known->Kind);
    for (User *U : F.users())
      if (auto *Call = dyn_cast<CallBase>(U); Call && Call->getCalledOperand() == &F)
        Call->setAttributes({});
    Changed = true;
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
