//===- AddSanitizer.cpp - the CPU's image is instrumented -------------------------------------===//

#include "offload/AddSanitizer.h"
#include "offload/HoldBackSanitizers.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Instrumentation/AddressSanitizer.h"
#include "llvm/Transforms/Instrumentation/ThreadSanitizer.h"

using namespace llvm;

namespace offload {

/// rustc's passes leave a flag, with which a second run would do nothing.
static void forgetInstrumentation(Module &M) {
  NamedMDNode *Flags = M.getModuleFlagsMetadata();
  SmallVector<MDNode *, 8> OtherFlags;
  copy_if(Flags->operands(), std::back_inserter(OtherFlags),
          [](MDNode *Flag) { return !cast<MDString>(Flag->getOperand(1))->getString().starts_with("nosanitize_"); });
  Flags->clearOperands();
  for (MDNode *Flag : OtherFlags)
    Flags->addOperand(Flag);
}

PreservedAnalyses AddSanitizerPass::run(Module &M, ModuleAnalysisManager &MAM) {
  Sanitizer Held = heldBackSanitizer(M);
  if (Held == Sanitizer::None)
    return PreservedAnalyses::all();
  forgetInstrumentation(M);
  for (Function &F : M)
    if (!F.isDeclaration())
      F.addFnAttr(Held == Sanitizer::Address ? Attribute::SanitizeAddress : Attribute::SanitizeThread);
  // The sanitizers ask for analyses of functions whose attributes have just changed.
  MAM.invalidate(M, PreservedAnalyses::none());
  ModulePassManager Passes;
  if (Held == Sanitizer::Address) {
    Passes.addPass(AddressSanitizerPass(AddressSanitizerOptions()));
  } else {
    Passes.addPass(ModuleThreadSanitizerPass());
    Passes.addPass(createModuleToFunctionPassAdaptor(ThreadSanitizerPass()));
  }
  Passes.run(M, MAM);
  return PreservedAnalyses::none();
}

} // namespace offload
