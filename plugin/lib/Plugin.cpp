//===- Plugin.cpp - registration of the passes ------------------------------------------------===//

#include "offload/Plugin.h"
#include "DevicePass.h"
#include "Diagnostics/Diagnostics.h"
#include "offload/Abi.h"
#include "offload/BuildGpuEntries.h"
#include "offload/BuildGridLoops.h"
#include "offload/ClipGridLoops.h"
#include "offload/ConstrainGridLoops.h"
#include "offload/CpuTarget.h"
#include "offload/Gate.h"
#include "offload/HoldBackSanitizers.h"
#include "offload/InlineIdReaders.h"
#include "offload/InlinePanicPaths.h"
#include "offload/KeepFloatBits.h"
#include "offload/KeepLineTables.h"
#include "offload/KeepStrictFp.h"
#include "offload/LiftLocations.h"
#include "offload/LimitInlining.h"
#include "offload/LowerLaunches.h"
#include "offload/MakeIntrinsicsOpaque.h"
#include "offload/MakeLineTables.h"
#include "offload/MapMath.h"
#include "offload/OutlineKernels.h"
#include "offload/PrepareForGpu.h"
#include "offload/ProvideMemoryFunctions.h"
#include "offload/RecordLaunches.h"
#include "offload/RecordTypes.h"
#include "offload/RedirectAllocations.h"
#include "offload/RedirectPanics.h"
#include "offload/RedirectPrints.h"
#include "offload/ScopeAtomics.h"
#include "offload/SelectConditions.h"
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

/// Asks the module itself which compilation this is: rustc loads the plugin once for all modules.
class Dispatch : public PassInfoMixin<Dispatch> {
public:
  Dispatch(Stage At, const OffloadOptions &Options) : At(At), Options(Options) {}
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
      if (At == Stage::FullLto)
        return DevicePass(Options).run(M, MAM);
      MakeIntrinsicsOpaquePass().run(M, MAM);
      RecordLaunchesPass().run(M, MAM);
      RecordTypesPass().run(M, MAM);
      KeepLineTablesPass().run(M, MAM);
      keepAllocatorCalls(M);
      HoldBackSanitizersPass().run(M, MAM);
      return PreservedAnalyses::none();
    case abi::PASS_HOST:
      return At == Stage::PipelineStart ? LowerLaunchesPass().run(M, MAM) : PreservedAnalyses::all();
    default:
      reportError(M.getContext(), {ErrorId::BadPassFlag, {std::to_string(*Pass)}, "", {}});
      return PreservedAnalyses::all();
    }
  }

private:
  Stage At;
  const OffloadOptions &Options;
};

/// The parameter of a pass, as LLVM writes them: `NAME<PARAMETER>`.
std::optional<StringRef> passParameter(StringRef Written, StringRef Name) {
  bool HasOne = Written.consume_front(Name) && Written.consume_front("<") && Written.consume_back(">");
  return HasOne ? std::optional(Written) : std::nullopt;
}

bool addPassByName(StringRef Name, ModulePassManager &Passes) {
#define OFFLOAD_PASS(NAME, CLASS)                                                                                      \
  if (Name == NAME) {                                                                                                  \
    Passes.addPass(CLASS());                                                                                           \
    return true;                                                                                                       \
  }
#define OFFLOAD_PASS_WITH_PARAMETER(NAME, CLASS)                                                                       \
  if (std::optional<StringRef> Parameter = passParameter(Name, NAME)) {                                                \
    Passes.addPass(CLASS(*Parameter));                                                                                 \
    return true;                                                                                                       \
  }
#include "passes.def"
  return false;
}

} // namespace

void offload_register_passes(PassBuilder *Builder, const OffloadOptions *Options) {
  Builder->registerPipelineParsingCallback(
      [](StringRef Name, ModulePassManager &Passes, ArrayRef<PassBuilder::PipelineElement>) {
        return addPassByName(Name, Passes);
      });
  if (!Options)
    return;
  Builder->registerPipelineStartEPCallback([Options](ModulePassManager &Passes, OptimizationLevel) {
    Passes.addPass(Dispatch(Stage::PipelineStart, *Options));
  });
  Builder->registerFullLinkTimeOptimizationEarlyEPCallback(
      [Options](ModulePassManager &Passes, OptimizationLevel) { Passes.addPass(Dispatch(Stage::FullLto, *Options)); });
}
