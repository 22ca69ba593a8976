//===- AddSanitizer.cpp - the CPU's image is instrumented -------------------------------------===//

#include "Cpu/AddSanitizer.h"
#include "Grid/TargetPasses.h"
#include "offload/HoldBackSanitizers.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"

using namespace llvm;

namespace offload {
namespace {

/// rustc's passes write down that they were here, and a second one would do nothing.
void forgetInstrumentation(Module &M) {
  NamedMDNode *Flags = M.getModuleFlagsMetadata();
  SmallVector<MDNode *, 8> Kept;
  copy_if(Flags->operands(), std::back_inserter(Kept),
          [](MDNode *Entry) { return !cast<MDString>(Entry->getOperand(1))->getString().starts_with("nosanitize_"); });
  Flags->clearOperands();
  for (MDNode *Entry : Kept)
    Flags->addOperand(Entry);
}

} // namespace

void addSanitizer(Module &M, TargetMachine &Machine) {
  Sanitizer Held = heldBackSanitizer(M);
  if (Held == Sanitizer::None)
    return;
  forgetInstrumentation(M);
  for (Function &F : M)
    if (!F.isDeclaration())
      F.addFnAttr(Held == Sanitizer::Address ? Attribute::SanitizeAddress : Attribute::SanitizeThread);
  runPasses(M, Machine, [Held](PassBuilder &Builder, ModulePassManager &Passes) {
    addPasses(Builder, Passes, Held == Sanitizer::Address ? "asan" : "tsan-module,function(tsan)");
  });
}

} // namespace offload
