//===- StripHost.cpp - host-only properties come off device code ------------------------------===//

#include "offload/StripHost.h"
#include "Outline/ProcessorFeatures.h"
#include "llvm/IR/AttributeMask.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;

namespace offload {
namespace {

/// Attributes that describe the host's processor, stack or debugger, or the profile of the host build.
AttributeMask hostAttributes() {
  AttributeMask Mask;
  for (StringRef Name : {"target-cpu", "tune-cpu", "probe-stack", "stack-probe-size", "frame-pointer"})
    Mask.addAttribute(Name);
  for (Attribute::AttrKind Kind :
       {Attribute::NonLazyBind, Attribute::UWTable, Attribute::StackProtect, Attribute::StackProtectReq,
        Attribute::StackProtectStrong, Attribute::NoInline, Attribute::OptimizeNone, Attribute::SanitizeAddress,
        Attribute::SanitizeThread, Attribute::SanitizeMemory, Attribute::DisableSanitizerInstrumentation})
    Mask.addAttribute(Kind);
  return Mask;
}

void removeUnwinding(Function &F) {
  for (BasicBlock &Block : make_early_inc_range(F))
    if (auto *Invoke = dyn_cast<InvokeInst>(Block.getTerminator()))
      changeToCall(Invoke);
  removeUnreachableBlocks(F);
  F.setPersonalityFn(nullptr);
  F.setDoesNotThrow();
}

/// rustc calls unnamed constants `anon.<hash of the codegen unit>.<number>`.
void renameAnonymous(Module &M) {
  SmallVector<GlobalVariable *, 32> Anonymous;
  for (GlobalVariable &Variable : M.globals())
    if (Variable.hasLocalLinkage() && Variable.getName().starts_with("anon."))
      Anonymous.push_back(&Variable);
  // Clear all old names first: they would influence the suffixes of the new ones.
  for (GlobalVariable *Variable : Anonymous)
    Variable->setName("");
  for (GlobalVariable *Variable : Anonymous)
    Variable->setName("anon");
}

} // namespace

PreservedAnalyses StripHostPass::run(Module &M, ModuleAnalysisManager &) {
  AttributeMask Host = hostAttributes();
  bool IsX86 = M.getTargetTriple().isX86();
  for (Function &F : M) {
    if (F.isIntrinsic())
      continue;
    if (IsX86 && !F.isDeclaration())
      spellOutProcessor(F);
    F.removeFnAttrs(Host);
    // No GPU has the calling conventions of the host's other systems (`sysv64`, `win64`, `fastcall`), and nothing
    // outside calls device code by them.
    F.setCallingConv(CallingConv::C);
    if (F.isDeclaration())
      continue;
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I)) {
        Call->removeFnAttrs(Host);
        if (!isa<IntrinsicInst>(Call))
          Call->setCallingConv(CallingConv::C);
      }
    removeUnwinding(F);
  }
  renameAnonymous(M);
  return PreservedAnalyses::none();
}

} // namespace offload
