//===- CpuTarget.cpp - the CPU as a device: from device module to shared object -------------------------------------===//

#include "offload/CpuTarget.h"
#include "offload/BuildGridLoops.h"
#include "offload/Gate.h"
#include "offload/InlineIdReaders.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;

namespace offload {
namespace {

struct CpuLevel {
  StringLiteral Name;
  /// What it adds to the level before, in Rust's names; LLVM's differ only for `sse4.1`, `sse4.2` and `cx16`, `lzcnt`.
  std::initializer_list<StringRef> Features;
};

const CpuLevel Levels[] = {
    {"x86-64", {}},
    {"x86-64-v2", {"cmpxchg16b", "popcnt", "sse3", "ssse3", "sse4.1", "sse4.2"}},
    {"x86-64-v3", {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "lzcnt", "movbe"}},
    {"x86-64-v4", {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}},
};

/// The host's names (LLVM's) of Rust's features.
StringRef llvmFeature(StringRef Rust) {
  if (Rust == "cmpxchg16b")
    return "cx16";
  return Rust == "bmi1" ? "bmi" : Rust;
}

void setTargetAttributes(Module &M, TargetMachine &Machine) {
  for (Function &F : M)
    if (!F.isDeclaration()) {
      // A function's own features (`#[target_feature]`) stay, on top of the level's.
      F.addFnAttr("target-cpu", Machine.getTargetCPU());
    }
}

/// One run of the new pass manager with the analyses of \p Machine.
template <typename AddPasses> void runPasses(Module &M, TargetMachine &Machine, AddPasses Add) {
  PassBuilder Builder(&Machine);
  LoopAnalysisManager LAM;
  FunctionAnalysisManager FAM;
  CGSCCAnalysisManager CGAM;
  ModuleAnalysisManager MAM;
  Builder.registerModuleAnalyses(MAM);
  Builder.registerCGSCCAnalyses(CGAM);
  Builder.registerFunctionAnalyses(FAM);
  Builder.registerLoopAnalyses(LAM);
  Builder.crossRegisterProxies(LAM, FAM, CGAM, MAM);
  ModulePassManager Passes;
  Passes.addPass(VerifierPass());
  Add(Builder, Passes);
  Passes.addPass(VerifierPass());
  Passes.run(M, MAM);
}

void addTextualPasses(PassBuilder &Builder, ModulePassManager &Passes, StringRef Pipeline) {
  // The names are constants below: a name that this LLVM does not have is a defect of ours.
  cantFail(Builder.parsePassPipeline(Passes, Pipeline));
}

} // namespace

std::string hostCpuLevel() {
  StringMap<bool> Host = sys::getHostCPUFeatures();
  StringRef Best = Levels[0].Name;
  for (const CpuLevel &Level : Levels) {
    if (!all_of(Level.Features, [&](StringRef Feature) { return Host.lookup(llvmFeature(Feature)); }))
      break;
    Best = Level.Name;
  }
  return Best.str();
}

SmallVector<StringRef, 24> featuresOfLevel(StringRef Level) {
  SmallVector<StringRef, 24> Features;
  for (const CpuLevel &Known : Levels) {
    append_range(Features, Known.Features);
    if (Known.Name == Level)
      break;
  }
  return Features;
}

std::unique_ptr<TargetMachine> makeCpuMachine(const Module &M, StringRef Level) {
  std::string Problem;
  const Target *Found = TargetRegistry::lookupTarget(M.getTargetTriple(), Problem);
  if (!Found)
    return nullptr;
  TargetOptions Options;
  // No contraction: the CPU device gives exactly plain Rust's results.
  Options.AllowFPOpFusion = FPOpFusion::Strict;
  return std::unique_ptr<TargetMachine>(Found->createTargetMachine(M.getTargetTriple(), Level, "", Options,
                                                                   Reloc::PIC_, std::nullopt,
                                                                   CodeGenOptLevel::Aggressive));
}

bool prepareForCpu(Module &M, TargetMachine &Machine) {
  M.setDataLayout(Machine.createDataLayout());
  // rustc says "position-independent executable", which would give thread-locals a model that shared objects cannot have.
  M.setModuleFlag(Module::Max, "PIE Level", 0u);
  setTargetAttributes(M, Machine);
  runPasses(M, Machine, [](PassBuilder &Builder, ModulePassManager &Passes) {
    Passes.addPass(InlineIdReadersPass());
    addTextualPasses(Builder, Passes, "always-inline");
    // Without the vectoriser: a kernel's own loops would be vectorised before the loop over its threads exists.
    Passes.addPass(Builder.buildModuleSimplificationPipeline(OptimizationLevel::O3, ThinOrFullLTOPhase::None));
  });
  if (!passesGate(M))
    return false;
  runPasses(M, Machine, [](PassBuilder &Builder, ModulePassManager &Passes) {
    Passes.addPass(BuildGridLoopsPass());
    addTextualPasses(Builder, Passes,
                     "always-inline,function(loop-simplify,lcssa,irce,simplifycfg,instcombine,loop-vectorize),"
                     "default<O3>");
  });
  // The loops are new functions; the vectoriser sees the level, and so must instruction selection.
  setTargetAttributes(M, Machine);
  return true;
}

PreservedAnalyses PrepareForCpuPass::run(Module &M, ModuleAnalysisManager &) {
  if (std::unique_ptr<TargetMachine> Machine = makeCpuMachine(M, hostCpuLevel()))
    prepareForCpu(M, *Machine);
  return PreservedAnalyses::none();
}

SmallVector<char, 0> emitObject(Module &M, TargetMachine &Machine) {
  SmallVector<char, 0> Object;
  raw_svector_ostream Stream(Object);
  legacy::PassManager Passes;
  bool Unsupported = Machine.addPassesToEmitFile(Passes, Stream, nullptr, CodeGenFileType::ObjectFile);
  if (Unsupported)
    reportFatalInternalError("the host's target cannot write object files");
  Passes.run(M);
  return Object;
}

} // namespace offload
