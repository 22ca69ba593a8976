//===- ProcessorFeatures.cpp - instructions of the CPU that compiled code needs ---------------===//

#include "Outline/ProcessorFeatures.h"
#include "Contract/KernelBody.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/X86TargetParser.h"

using namespace llvm;

namespace offload {
namespace {

/// Rust's names that differ from LLVM's (`to_llvm_features` in rustc_codegen_llvm/src/llvm_util.rs), with LLVM's.
constexpr std::pair<StringLiteral, StringLiteral> Renamed[] = {
    {"bmi1", "bmi"}, {"cmpxchg16b", "cx16"}, {"lahfsahf", "sahf"}, {"pclmulqdq", "pclmul"}, {"rdrand", "rdrnd"}};

StringRef rustFeature(StringRef Llvm) {
  for (auto [Rust, Name] : Renamed)
    if (Name == Llvm)
      return Rust;
  return Llvm;
}

/// The features of an x86-64 processor; nothing for any other name.
SmallVector<StringRef, 64> featuresOfProcessor(StringRef Name) {
  SmallVector<StringRef, 64> Features;
  if (X86::parseArchX86(Name, /*Only64Bit=*/true) != X86::CK_None)
    X86::getFeaturesForCPU(Name, Features);
  return Features;
}

} // namespace

StringRef llvmFeature(StringRef Rust) {
  for (auto [Name, Llvm] : Renamed)
    if (Name == Rust)
      return Llvm;
  return Rust;
}

void spellOutProcessor(Function &F) {
  SmallVector<StringRef, 64> Everywhere = featuresOfProcessor("x86-64");
  SmallVector<std::string, 64> Features;
  for (StringRef Feature : featuresOfProcessor(F.getFnAttribute("target-cpu").getValueAsString()))
    if (!is_contained(Everywhere, Feature))
      Features.push_back(("+" + Feature).str());
  if (Features.empty())
    return;
  // The last word counts, so a feature that the user disables stays disabled.
  if (StringRef Own = F.getFnAttribute("target-features").getValueAsString(); !Own.empty())
    Features.push_back(Own.str());
  F.addFnAttr("target-features", join(Features, ","));
}

SmallVector<StringRef, 24> featuresOfKernels(Module &M) {
  SmallVector<StringRef, 24> Features;
  for (Function *Body : kernelBodies(M)) {
    SmallVector<StringRef, 64> Words;
    Body->getFnAttribute("target-features").getValueAsString().split(Words, ',');
    for (StringRef Word : Words) {
      bool IsThere = !is_contained(Words, ("-" + Word.drop_front()).str());
      if (Word.consume_front("+") && IsThere && !is_contained(Features, rustFeature(Word)))
        Features.push_back(rustFeature(Word));
    }
  }
  return Features;
}

} // namespace offload
