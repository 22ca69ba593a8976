//===- CpuTarget.cpp - the CPU as a device ----------------------------------------------------===//

#include "Cpu/CpuTarget.h"
#include "Outline/ProcessorFeatures.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;

namespace offload {
namespace {

struct CpuLevel {
  StringLiteral Name;
  /// The features beyond the previous level, by Rust's names (x86-64 psABI, table 3.1).
  std::initializer_list<StringRef> Features;
};

const CpuLevel Levels[] = {
    {"x86-64", {}},
    {"x86-64-v2", {"cmpxchg16b", "popcnt", "sse3", "ssse3", "sse4.1", "sse4.2"}},
    {"x86-64-v3", {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "lzcnt", "movbe"}},
    {"x86-64-v4", {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}},
};

/// The highest level that this machine's processor has. Levels instead of the processor's own name give the same image
/// on all machines of one generation, and the runtime layer can check them where the image runs.
StringRef hostLevel() {
  StringMap<bool> Host = sys::getHostCPUFeatures();
  StringRef Best = Levels[0].Name;
  for (const CpuLevel &Level : Levels) {
    if (!all_of(Level.Features, [&](StringRef Feature) { return Host.lookup(llvmFeature(Feature)); }))
      break;
    Best = Level.Name;
  }
  return Best;
}

class CpuTarget : public DeviceTarget {
  /// The features of the level, by Rust's names.
  SmallVector<StringRef, 24> Features;

public:
  CpuTarget(StringRef Name, StringRef Triple) : DeviceTarget(Name, Triple, hostLevel()) {
    for (const CpuLevel &Level : Levels) {
      append_range(Features, Level.Features);
      if (Level.Name == Arch)
        break;
    }
  }

  bool isGpu() const override { return false; }

  SmallVector<StringRef, 24> featuresFor(Module &M) const override {
    SmallVector<StringRef, 24> All = Features;
    for (StringRef Feature : featuresOfKernels(M))
      if (!is_contained(All, Feature))
        All.push_back(Feature);
    return All;
  }

  std::unique_ptr<TargetMachine> makeMachine() const override {
    std::string Problem;
    llvm::Triple Host(Triple);
    const Target *BackEnd = TargetRegistry::lookupTarget(Host, Problem);
    if (!BackEnd)
      return nullptr;
    TargetOptions Options;
    // No contraction: the CPU device gives exactly plain Rust's results.
    Options.AllowFPOpFusion = FPOpFusion::Strict;
    return std::unique_ptr<TargetMachine>(
        BackEnd->createTargetMachine(Host, Arch, "", Options, Reloc::PIC_, std::nullopt, CodeGenOptLevel::Aggressive));
  }

  void adopt(Module &M) const override {
    // rustc says "position-independent executable", which would give thread-locals a model that shared objects cannot
    // have.
    M.setModuleFlag(Module::Max, "PIE Level", 0u);
  }

  void setProcessor(Function &F) const override {
    F.addFnAttr("target-cpu", Arch);
    F.addFnAttr("probe-stack", "inline-asm");
  }
};

} // namespace

std::unique_ptr<DeviceTarget> makeCpuTarget(StringRef Name, const Module &Host) {
  if (Name != "cpu")
    return nullptr;
  return std::make_unique<CpuTarget>(Name, Host.getTargetTriple().str());
}

} // namespace offload
