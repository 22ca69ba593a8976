//===- Pipeline.cpp - every pass in its order -------------------------------------------------===//
//
// docs/passes.md shows the same order; a test compares the two.
//
//===------------------------------------------------------------------------------------------===//

#include "offload/Pipeline.h"
#include "Contract/KernelBody.h"
#include "Contract/KernelDescriptor.h"
#include "Diagnostics/Diagnostics.h"
#include "Grid/DeviceTarget.h"
#include "offload/AddSanitizer.h"
#include "offload/AdoptTarget.h"
#include "offload/AllowContraction.h"
#include "offload/BuildGpuEntries.h"
#include "offload/BuildGridLoops.h"
#include "offload/ClipGridLoops.h"
#include "offload/ConstrainGridLoops.h"
#include "offload/Gate.h"
#include "offload/HoldBackSanitizers.h"
#include "offload/InlineIdReaders.h"
#include "offload/InlinePanicPaths.h"
#include "offload/KeepAllocatorCalls.h"
#include "offload/KeepFloatBits.h"
#include "offload/KeepLineTables.h"
#include "offload/KeepStrictFp.h"
#include "offload/LimitInlining.h"
#include "offload/MakeIntrinsicsOpaque.h"
#include "offload/MapMath.h"
#include "offload/OutlineKernels.h"
#include "offload/ProvideMemoryFunctions.h"
#include "offload/RecordLaunches.h"
#include "offload/RecordTypes.h"
#include "offload/RedirectAllocations.h"
#include "offload/RedirectPanics.h"
#include "offload/RedirectPrints.h"
#include "offload/ScopeAtomics.h"
#include "offload/SelectConditions.h"
#include "offload/SetProcessor.h"
#include "offload/StripHost.h"
#include "offload/TakePortablePaths.h"
#include "llvm/Analysis/GlobalsModRef.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace offload {
namespace {

/// LLVM's VerifierPass prints the problem, and then ends the compiler with a message that does not have it. This
/// message has it.
void verify(const Module &M, const Twine &When = "") {
  std::string Problem;
  raw_string_ostream Stream(Problem);
  if (verifyModule(M, &Stream))
    reportFatalInternalError("broken code" + When + ": " + Problem);
}

/// Runs a pass, and then the verifier if it checks each pass; does nothing with a refused module.
template <typename PassT> class Step {
public:
  Step(PassT Pass, Verification Checks) : Pass(std::move(Pass)), Checks(Checks) {}

  PreservedAnalyses run(Module &M, ModuleAnalysisManager &MAM) {
    if (isRefused(M))
      return PreservedAnalyses::all();
    PreservedAnalyses Preserved = Pass.run(M, MAM);
    // Only being abandoned removes GlobalsAA, which knows nothing about the variables and stores that a pass adds; LLVM
    // recomputes it in its own pipelines.
    if constexpr (!std::is_same_v<PassT, ModulePassManager>)
      if (!Preserved.areAllPreserved())
        Preserved.abandon<GlobalsAA>();
    if (Checks == Verification::EachPass)
      verify(M, Twine(" after ") + name());
    return Preserved;
  }

  static StringRef name() { return PassT::name(); }
  static bool isRequired() { return true; }
  void printPipeline(raw_ostream &Stream, function_ref<StringRef(StringRef)> NameOf) {
    Pass.printPipeline(Stream, NameOf);
  }

private:
  PassT Pass;
  Verification Checks;
};

class Steps {
public:
  explicit Steps(Verification Checks, PassBuilder *Builder = nullptr) : Checks(Checks), Builder(Builder) {}

  template <typename PassT> void add(PassT Pass) { Passes.addPass(Step<PassT>(std::move(Pass), Checks)); }

  /// Adds passes by their names in LLVM. The names are constants, so a name that this LLVM does not have is a defect.
  void add(const char *Pipeline) {
    ModulePassManager Named;
    cantFail(Builder->parsePassPipeline(Named, Pipeline));
    add(std::move(Named));
  }

  void run(Module &M, ModuleAnalysisManager &MAM) { Passes.run(M, MAM); }

private:
  Verification Checks;
  PassBuilder *Builder;
  ModulePassManager Passes;
};

void addModuleStart(Steps &Order) {
  Order.add(MakeIntrinsicsOpaquePass());
  Order.add(RecordLaunchesPass());
  Order.add(RecordTypesPass());
  Order.add(KeepLineTablesPass());
  Order.add(KeepAllocatorCallsPass());
  Order.add(HoldBackSanitizersPass());
}

void addShared(Steps &Order, bool AllStrict, SmallVectorImpl<Kernel> *Kernels) {
  Order.add(RedirectPanicsPass());
  Order.add(TakePortablePathsPass());
  Order.add(RedirectAllocationsPass());
  Order.add(RedirectPrintsPass());
  Order.add(OutlineKernelsPass(AllStrict, Kernels));
  Order.add(StripHostPass());
  Order.add(KeepLineTablesPass());
}

/// The order was measured. Each kernel is simplified alone and without the vectoriser. Only then does it become a loop
/// over its grid, and only then does irce take the bounds checks out of that loop, for the vectoriser.
void addCpu(Steps &Order, PassBuilder &Builder, const DeviceTarget &Target) {
  Order.add(AdoptTargetPass(Target));
  Order.add(SetProcessorPass(Target));
  Order.add(InlineIdReadersPass());
  Order.add("always-inline");
  Order.add(Builder.buildModuleSimplificationPipeline(OptimizationLevel::O3, ThinOrFullLTOPhase::None));
  Order.add(GatePass());
  Order.add(BuildGridLoopsPass());
  Order.add("always-inline,function(sroa,early-cse,loop-simplify,lcssa,loop-mssa(licm),loop-simplify,lcssa)");
  Order.add(ClipGridLoopsPass());
  // Checks that are equal for a whole row can leave its loop only now, because the guard no longer precedes them.
  Order.add("function(simplifycfg,loop-simplify,lcssa,loop-mssa(licm,simple-loop-unswitch),loop-simplify,lcssa)");
  Order.add(ConstrainGridLoopsPass());
  // Without the parameter, instcombine is the variant for LLVM's tests: it ends the compiler if a second round would
  // change more.
  Order.add("function(simplifycfg,instcombine<no-verify-fixpoint>,loop-vectorize),default<O3>");
  Order.add(AddSanitizerPass());
  Order.add(SetProcessorPass(Target));
}

void addGpu(Steps &Order, PassBuilder &Builder, const DeviceTarget &Target, DeviceLibrary Library) {
  Order.add(AdoptTargetPass(Target));
  Order.add(AllowContractionPass());
  Order.add(ScopeAtomicsPass());
  Order.add(MapMathPass());
  Order.add(ProvideMemoryFunctionsPass());
  Order.add(LinkLibraryPass(Target, Library));
  Order.add(InlineIdReadersPass());
  Order.add(LimitInliningPass());
  Order.add("always-inline");
  // The whole pipeline, because targets add passes to its start (NVVMReflect for libdevice, say).
  Order.add(Builder.buildPerModuleDefaultPipeline(OptimizationLevel::O3));
  Order.add(KeepStrictFpPass());
  Order.add(InlinePanicPathsPass());
  Order.add("always-inline");
  Order.add(GatePass());
  Order.add(BuildGpuEntriesPass());
  Order.add("default<O3>");
  Order.add(SelectConditionsPass());
  Order.add(KeepFloatBitsPass());
  Order.add(SetProcessorPass(Target));
}

} // namespace

PreservedAnalyses ModuleStartPass::run(Module &M, ModuleAnalysisManager &MAM) {
  Steps Order(Checks);
  addModuleStart(Order);
  Order.run(M, MAM);
  return PreservedAnalyses::none();
}

PreservedAnalyses SharedPass::run(Module &M, ModuleAnalysisManager &MAM) {
  Steps Order(Checks);
  addShared(Order, AllStrict, Kernels);
  Order.run(M, MAM);
  return PreservedAnalyses::none();
}

PreservedAnalyses DeviceTargetPass::run(Module &M, ModuleAnalysisManager &) {
  // Under rustc nothing has verified the module yet, and it can be broken without a fault of these passes: Rust code
  // can declare LLVM's own intrinsics with a wrong type.
  verify(M);
  CollectErrors Collected(M.getContext());
  std::unique_ptr<TargetMachine> Machine = Target.makeMachine();
  if (!Machine) {
    reportError(M.getContext(), {ErrorId::UnknownTarget, {Target.Name}, "", {}});
    refuse(M);
    return PreservedAnalyses::none();
  }
  // The analyses of the target, not of the host.
  PassBuilder Builder(Machine.get(), PipelineTuningOptions(), std::nullopt, Callbacks);
  LoopAnalysisManager LAM;
  FunctionAnalysisManager FAM;
  CGSCCAnalysisManager CGAM;
  ModuleAnalysisManager MAM;
  Builder.registerModuleAnalyses(MAM);
  Builder.registerCGSCCAnalyses(CGAM);
  Builder.registerFunctionAnalyses(FAM);
  Builder.registerLoopAnalyses(LAM);
  Builder.crossRegisterProxies(LAM, FAM, CGAM, MAM);
  Steps Order(Verification::EachPass, &Builder);
  if (Target.isGpu())
    addGpu(Order, Builder, Target, Library);
  else
    addCpu(Order, Builder, Target);
  Order.run(M, MAM);
  return PreservedAnalyses::none();
}

} // namespace offload
