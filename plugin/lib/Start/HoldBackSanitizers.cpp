//===- HoldBackSanitizers.cpp - device code is instrumented last ------------------------------===//

#include "offload/HoldBackSanitizers.h"
#include "llvm/IR/AttributeMask.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// The merged module keeps the largest value. A program has one sanitizer, so values never conflict.
constexpr StringLiteral Flag = "offload_sanitizer";

} // namespace

Sanitizer heldBackSanitizer(const Module &M) {
  auto *Value = mdconst::extract_or_null<ConstantInt>(M.getModuleFlag(Flag));
  return Value ? static_cast<Sanitizer>(Value->getZExtValue()) : Sanitizer::None;
}

PreservedAnalyses HoldBackSanitizersPass::run(Module &M, ModuleAnalysisManager &) {
  AttributeMask Instrumented;
  for (Attribute::AttrKind Kind : {Attribute::SanitizeAddress, Attribute::SanitizeThread, Attribute::SanitizeMemory,
                                   Attribute::SanitizeHWAddress, Attribute::SanitizeMemTag})
    Instrumented.addAttribute(Kind);
  Sanitizer InUse = Sanitizer::None;
  bool IsChanged = false;
  for (Function &F : M) {
    if (F.hasFnAttribute(Attribute::SanitizeAddress))
      InUse = Sanitizer::Address;
    else if (F.hasFnAttribute(Attribute::SanitizeThread))
      InUse = Sanitizer::Thread;
    AttributeList Before = F.getAttributes();
    F.removeFnAttrs(Instrumented);
    IsChanged |= F.getAttributes() != Before;
  }
  if (!IsChanged)
    return PreservedAnalyses::all();
  // ThreadSanitizer instruments atomics in all functions without this attribute.
  for (Function &F : M)
    if (!F.isDeclaration())
      F.addFnAttr(Attribute::DisableSanitizerInstrumentation);
  GlobalValue::SanitizerMetadata Untouched;
  Untouched.NoAddress = Untouched.NoHWAddress = true;
  for (GlobalVariable &Global : M.globals())
    Global.setSanitizerMetadata(Untouched);
  if (InUse != Sanitizer::None)
    M.addModuleFlag(Module::Max, Flag, static_cast<uint32_t>(InUse));
  return PreservedAnalyses::none();
}

} // namespace offload
