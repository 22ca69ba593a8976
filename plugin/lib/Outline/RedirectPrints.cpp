//===- RedirectPrints.cpp - a kernel prints to its launch's output ----------------------------===//

#include "offload/RedirectPrints.h"
#include "Lines/RustSymbols.h"
#include "Outline/ForwardCalls.h"
#include "Outline/InferredEffects.h"
#include "offload/Abi.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

void redirect(Module &M, StringRef Path, StringRef HandlerName, SetVector<Function *> &Changed) {
  Function *Handler = M.getFunction(HandlerName);
  if (!Handler)
    return;
  for (Function &F : M) {
    if (pathBelowCrate(F.getName()) != Path || F.getFunctionType() != Handler->getFunctionType())
      continue;
    SmallVector<Value *, 2> Arguments(make_pointer_range(F.args()));
    forwardTo(F, Handler, Arguments);
    Changed.insert(&F);
  }
}

} // namespace

PreservedAnalyses RedirectPrintsPass::run(Module &M, ModuleAnalysisManager &) {
  SetVector<Function *> Changed;
  // In a v0 symbol, an identifier that begins with an underscore has another one before it.
  redirect(M, "3std2io5stdio6__print", abi::PRINT, Changed);
  redirect(M, "3std2io5stdio7__eprint", abi::PRINT_ERROR, Changed);
  forgetEffects(Changed, M);
  return PreservedAnalyses::none();
}

} // namespace offload
