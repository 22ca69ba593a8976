//===- Plugin.cpp - registration of the passes ------------------------------------------------===//

#include "offload/Plugin.h"
#include "DevicePass.h"
#include "Diagnostics/Diagnostics.h"
#include "Targets.h"
#include "offload/Abi.h"
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
#include "offload/LiftLocations.h"
#include "offload/LimitInlining.h"
#include "offload/LinkLibrary.h"
#include "offload/LowerLaunches.h"
#include "offload/MakeIntrinsicsOpaque.h"
#include "offload/MakeLineTables.h"
#include "offload/MapMath.h"
#include "offload/OutlineKernels.h"
#include "offload/Pipeline.h"
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
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"

using namespace llvm;
using namespace offload;

namespace {

std::optional<uint64_t> moduleFlag(const Module &M, StringRef Name) {
  auto *Value = mdconst::extract_or_null<ConstantInt>(M.getModuleFlag(Name));
  return Value ? std::optional(Value->getZExtValue()) : std::nullopt;
}

enum class Stage { PipelineStart, FullLto };

/// Finds out from each module which compilation it belongs to, because rustc loads the plugin once for all modules.
class Dispatch : public PassInfoMixin<Dispatch> {
public:
  Dispatch(Stage Where, const OffloadOptions &Options) : Where(Where), Options(Options) {}
  static bool isRequired() { return true; }

  PreservedAnalyses run(Module &M, ModuleAnalysisManager &MAM) {
    CollectErrors Collected(M.getContext());
    std::optional<uint64_t> Pass = moduleFlag(M, abi::PASS_FLAG);
    if (!Pass)
      return PreservedAnalyses::all();
    if (std::optional<uint64_t> Config = moduleFlag(M, abi::CONFIG_FLAG); Config && *Config != Options.config) {
      reportError(M.getContext(),
                  {ErrorId::ConfigMismatch, {std::to_string(*Config), std::to_string(Options.config)}, "", {}});
      return PreservedAnalyses::all();
    }
    switch (*Pass) {
    case abi::PASS_DEVICE:
      if (Where == Stage::FullLto)
        return DevicePass(Options).run(M, MAM);
      return ModuleStartPass(Verification::None).run(M, MAM);
    case abi::PASS_HOST:
      return Where == Stage::PipelineStart ? LowerLaunchesPass().run(M, MAM) : PreservedAnalyses::all();
    default:
      reportError(M.getContext(), {ErrorId::BadPassFlag, {std::to_string(*Pass)}, "", {}});
      return PreservedAnalyses::all();
    }
  }

private:
  Stage Where;
  const OffloadOptions &Options;
};

/// A pass for the target with a given name, which may depend on the host's module.
template <typename PassT> class OnTarget : public PassInfoMixin<OnTarget<PassT>> {
public:
  OnTarget(StringRef TargetName, PassInstrumentationCallbacks *Callbacks)
      : TargetName(TargetName), Callbacks(Callbacks) {}
  static bool isRequired() { return true; }

  PreservedAnalyses run(Module &M, ModuleAnalysisManager &MAM) {
    std::unique_ptr<DeviceTarget> Target = makeTarget(TargetName, M);
    if (!Target) {
      reportError(M.getContext(), {ErrorId::UnknownTarget, {TargetName}, "", {}});
      return PreservedAnalyses::all();
    }
    if constexpr (std::is_constructible_v<PassT, const DeviceTarget &, PassInstrumentationCallbacks *>)
      return PassT(*Target, Callbacks).run(M, MAM);
    else
      return PassT(*Target).run(M, MAM);
  }

private:
  std::string TargetName;
  PassInstrumentationCallbacks *Callbacks;
};

/// The target in \p Written, `NAME<TARGET>`.
std::optional<StringRef> targetOf(StringRef Written, StringRef Name) {
  bool HasTarget = Written.consume_front(Name) && Written.consume_front("<") && Written.consume_back(">");
  return HasTarget ? std::optional(Written) : std::nullopt;
}

bool addPassByName(StringRef Name, ModulePassManager &Passes, PassInstrumentationCallbacks *Callbacks) {
#define OFFLOAD_PASS(NAME, CLASS)                                                                                      \
  if (Name == NAME) {                                                                                                  \
    Passes.addPass(CLASS());                                                                                           \
    return true;                                                                                                       \
  }
#define OFFLOAD_PASS_ON_TARGET(NAME, CLASS)                                                                            \
  if (std::optional<StringRef> Target = targetOf(Name, NAME)) {                                                        \
    Passes.addPass(OnTarget<CLASS>(*Target, Callbacks));                                                               \
    return true;                                                                                                       \
  }
#include "passes.def"
  return false;
}

} // namespace

void offload_register_passes(PassBuilder *Builder, const OffloadOptions *Options) {
  Builder->registerPipelineParsingCallback(
      [Callbacks = Builder->getPassInstrumentationCallbacks()](StringRef Name, ModulePassManager &Passes,
                                                               ArrayRef<PassBuilder::PipelineElement>) {
        return addPassByName(Name, Passes, Callbacks);
      });
  if (!Options)
    return;
  Builder->registerPipelineStartEPCallback([Options](ModulePassManager &Passes, OptimizationLevel) {
    Passes.addPass(Dispatch(Stage::PipelineStart, *Options));
  });
  Builder->registerFullLinkTimeOptimizationEarlyEPCallback(
      [Options](ModulePassManager &Passes, OptimizationLevel) { Passes.addPass(Dispatch(Stage::FullLto, *Options)); });
}
