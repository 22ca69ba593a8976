//===- Sanitizers.cpp - device code is instrumented last --------------------------------------===//

#include "offload/Sanitizers.h"
#include "offload/TargetPasses.h"
#include "llvm/IR/AttributeMask.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"

using namespace llvm;

namespace offload {
namespace {

/// Of modules with different values the merged one has the largest; rustc takes one sanitizer of these for a program.
constexpr StringLiteral Flag = "offload_sanitizer";
enum Sanitizer : uint32_t { None, Address, Thread };

Sanitizer heldBack(const Module &M) {
  auto *Value = mdconst::extract_or_null<ConstantInt>(M.getModuleFlag(Flag));
  return Value ? static_cast<Sanitizer>(Value->getZExtValue()) : None;
}

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

PreservedAnalyses HoldBackSanitizersPass::run(Module &M, ModuleAnalysisManager &) {
  AttributeMask Instrumented;
  for (Attribute::AttrKind Kind : {Attribute::SanitizeAddress, Attribute::SanitizeThread, Attribute::SanitizeMemory,
                                   Attribute::SanitizeHWAddress, Attribute::SanitizeMemTag})
    Instrumented.addAttribute(Kind);
  Sanitizer Found = None;
  bool IsChanged = false;
  for (Function &F : M) {
    if (F.hasFnAttribute(Attribute::SanitizeAddress))
      Found = Address;
    else if (F.hasFnAttribute(Attribute::SanitizeThread))
      Found = Thread;
    AttributeList Before = F.getAttributes();
    F.removeFnAttrs(Instrumented);
    IsChanged |= F.getAttributes() != Before;
  }
  if (!IsChanged)
    return PreservedAnalyses::all();
  // ThreadSanitizer instruments atomics in all other functions.
  for (Function &F : M)
    if (!F.isDeclaration())
      F.addFnAttr(Attribute::DisableSanitizerInstrumentation);
  GlobalValue::SanitizerMetadata Untouched;
  Untouched.NoAddress = Untouched.NoHWAddress = true;
  for (GlobalVariable &Global : M.globals())
    Global.setSanitizerMetadata(Untouched);
  if (Found != None)
    M.addModuleFlag(Module::Max, Flag, Found);
  return PreservedAnalyses::none();
}

void addSanitizer(Module &M, TargetMachine &Machine) {
  Sanitizer Held = heldBack(M);
  if (Held == None)
    return;
  forgetInstrumentation(M);
  for (Function &F : M)
    if (!F.isDeclaration())
      F.addFnAttr(Held == Address ? Attribute::SanitizeAddress : Attribute::SanitizeThread);
  runPasses(M, Machine, [Held](PassBuilder &Builder, ModulePassManager &Passes) {
    addPasses(Builder, Passes, Held == Address ? "asan" : "tsan-module,function(tsan)");
  });
}

} // namespace offload
