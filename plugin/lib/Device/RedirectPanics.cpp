//===- RedirectPanics.cpp - a kernel's panic goes to the user crate's handler -----------------===//

#include "offload/RedirectPanics.h"
#include "offload/Abi.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// `_RNvCs<hash>_7___rustc17rust_begin_unwind`; a hash of the compiler stands in the middle. The name is a lang item's
/// (library/core/src/panicking.rs declares it as `panic_impl`).
bool isBeginUnwind(StringRef Symbol) {
  return Symbol == "rust_begin_unwind" ||
         (Symbol.starts_with("_R") && Symbol.ends_with("7___rustc17rust_begin_unwind"));
}

void redirect(Function &F, FunctionCallee Handler) {
  GlobalValue::LinkageTypes Linkage = F.getLinkage();
  bool WasDeclaration = F.isDeclaration();
  F.deleteBody();
  F.setLinkage(WasDeclaration ? GlobalValue::InternalLinkage : Linkage);
  // Attributes inferred from std's body say nothing of ours.
  F.setAttributes({});
  F.addFnAttr(Attribute::Cold);
  F.setDoesNotReturn();
  F.setDoesNotThrow();
  IRBuilder<> Builder(BasicBlock::Create(F.getContext(), "entry", &F));
  CallInst *Call = Builder.CreateCall(Handler, {F.getArg(0)});
  Call->setDoesNotReturn();
  Builder.CreateUnreachable();
}

} // namespace

PreservedAnalyses RedirectPanicsPass::run(Module &M, ModuleAnalysisManager &) {
  LLVMContext &Context = M.getContext();
  FunctionCallee Handler =
      M.getOrInsertFunction(abi::PANIC_HANDLER, Type::getVoidTy(Context), PointerType::get(Context, 0));
  for (Function &F : M)
    if (isBeginUnwind(F.getName()) && F.arg_size() == 1)
      redirect(F, Handler);
  if (auto *Unused = dyn_cast<Function>(Handler.getCallee()); Unused->use_empty() && Unused->isDeclaration())
    Unused->eraseFromParent();
  return PreservedAnalyses::none();
}

} // namespace offload
