//===- CpuTarget.cpp - the CPU as a device ----------------------------------------------------===//
//
// The order matters, and was measured: each kernel is simplified alone and without the vectoriser, only then becomes a loop
// over its grid, and only then irce takes the bounds checks out of that loop and the vectoriser sees it.
//
//===------------------------------------------------------------------------------------------===//

#include "offload/CpuTarget.h"
#include "Cpu/AddSanitizer.h"
#include "Grid/DeviceTarget.h"
#include "Grid/TargetPasses.h"
#include "Outline/ProcessorFeatures.h"
#include "offload/BuildGridLoops.h"
#include "offload/ClipGridLoops.h"
#include "offload/ConstrainGridLoops.h"
#include "offload/Gate.h"
#include "offload/InlineIdReaders.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;

namespace offload {
namespace {

struct CpuLevel {
  StringLiteral Name;
  /// What it adds to the level before, in Rust's names (x86-64 psABI, table 3.1).
  std::initializer_list<StringRef> Features;
};

const CpuLevel Levels[] = {
    {"x86-64", {}},
    {"x86-64-v2", {"cmpxchg16b", "popcnt", "sse3", "ssse3", "sse4.1", "sse4.2"}},
    {"x86-64-v3", {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "lzcnt", "movbe"}},
    {"x86-64-v4", {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}},
};

/// The highest level that this machine's processor has. Levels instead of the processor's own name make the same image on
/// machines of one generation, and the runtime layer can check them where the image runs.
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

/// The vectoriser and instruction selection look at functions, not at the machine. A function's own features
/// (`#[target_feature]`) stay, on top of the level's. Frames touch their pages in order, as rustc has it on this target (`stack_probes`
/// in rustc_target/src/spec): a stack that overflows meets its guard page, and not what lies behind it.
void adaptFunctions(Module &M, StringRef Level) {
  for (Function &F : M) {
    if (F.isDeclaration())
      continue;
    F.addFnAttr("target-cpu", Level);
    F.addFnAttr("probe-stack", "inline-asm");
  }
}

class CpuTarget : public DeviceTarget {
  /// The level's, by Rust's names.
  SmallVector<StringRef, 24> Features;

public:
  CpuTarget(StringRef Name, StringRef Triple) : DeviceTarget(Name, Triple, hostLevel()) {
    for (const CpuLevel &Known : Levels) {
      append_range(Features, Known.Features);
      if (Known.Name == Arch)
        break;
    }
  }

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
    const Target *Found = TargetRegistry::lookupTarget(Host, Problem);
    if (!Found)
      return nullptr;
    TargetOptions Options;
    // No contraction: the CPU device gives exactly plain Rust's results.
    Options.AllowFPOpFusion = FPOpFusion::Strict;
    return std::unique_ptr<TargetMachine>(
        Found->createTargetMachine(Host, Arch, "", Options, Reloc::PIC_, std::nullopt, CodeGenOptLevel::Aggressive));
  }

  bool prepare(Module &M, TargetMachine &Machine, DeviceLibrary) const override {
    M.setDataLayout(Machine.createDataLayout());
    // rustc says "position-independent executable", which would give thread-locals a model that shared objects cannot have.
    M.setModuleFlag(Module::Max, "PIE Level", 0u);
    adaptFunctions(M, Arch);
    runPasses(M, Machine, [](PassBuilder &Builder, ModulePassManager &Passes) {
      Passes.addPass(InlineIdReadersPass());
      addPasses(Builder, Passes, "always-inline");
      Passes.addPass(Builder.buildModuleSimplificationPipeline(OptimizationLevel::O3, ThinOrFullLTOPhase::None));
    });
    if (!passesGate(M, SmallPtrSet<const InlineAsm *, 1>()))
      return false;
    runPasses(M, Machine, [](PassBuilder &Builder, ModulePassManager &Passes) {
      Passes.addPass(BuildGridLoopsPass());
      addPasses(Builder, Passes,
                "always-inline,function(sroa,early-cse,loop-simplify,lcssa,loop-mssa(licm),loop-simplify,lcssa)");
      Passes.addPass(ClipGridLoopsPass());
      // Checks that are the same for a whole row leave its loop only now that the guard does not stand before them.
      addPasses(Builder, Passes,
                "function(simplifycfg,loop-simplify,lcssa,loop-mssa(licm,simple-loop-unswitch),loop-simplify,lcssa)");
      Passes.addPass(ConstrainGridLoopsPass());
      // By its name alone, instcombine is one for LLVM's tests: it ends the compiler where a second round would change more.
      addPasses(Builder, Passes, "function(simplifycfg,instcombine<no-verify-fixpoint>,loop-vectorize),default<O3>");
    });
    addSanitizer(M, Machine);
    // Those that were made since, too.
    adaptFunctions(M, Arch);
    return true;
  }
};

} // namespace

std::unique_ptr<DeviceTarget> makeCpuTarget(StringRef Name, const Module &Host) {
  if (Name != "cpu")
    return nullptr;
  return std::make_unique<CpuTarget>(Name, Host.getTargetTriple().str());
}

PreservedAnalyses PrepareForCpuPass::run(Module &M, ModuleAnalysisManager &) {
  std::unique_ptr<DeviceTarget> Target = makeCpuTarget("cpu", M);
  auto NoLibrary = [] { return Expected<SmallVector<char, 0>>(createStringError("the CPU needs no library")); };
  if (std::unique_ptr<TargetMachine> Machine = Target->makeMachine())
    Target->prepare(M, *Machine, NoLibrary);
  return PreservedAnalyses::none();
}

} // namespace offload
