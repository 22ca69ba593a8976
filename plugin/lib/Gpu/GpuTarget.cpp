//===- GpuTarget.cpp - what the GPU targets share ---------------------------------------------===//

#include "Gpu/GpuTarget.h"
#include "Contract/KernelBody.h"
#include "Diagnostics/Diagnostics.h"
#include "Grid/TargetPasses.h"
#include "offload/BuildGpuEntries.h"
#include "offload/Gate.h"
#include "offload/InlineIdReaders.h"
#include "offload/InlinePanicPaths.h"
#include "offload/KeepFloatBits.h"
#include "offload/KeepStrictFp.h"
#include "offload/LimitInlining.h"
#include "offload/MapMath.h"
#include "offload/PrepareForGpu.h"
#include "offload/ProvideMemoryFunctions.h"
#include "offload/ScopeAtomics.h"
#include "offload/SelectConditions.h"
#include "offload/StripHost.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include "llvm/Linker/Linker.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace offload {
namespace {

/// The library's own target attributes would keep it from being inlined.
void dropTargetFeatures(Module &M) {
  for (Function &F : M)
    F.removeFnAttr("target-features");
}

/// Links what \p M needs of \p Bitcode and makes it the module's own; its inline assembly goes into \p Assembly.
llvm::Error linkLibrary(Module &M, ArrayRef<char> Bitcode, SmallPtrSetImpl<const InlineAsm *> &Assembly) {
  MemoryBufferRef Buffer(StringRef(Bitcode.data(), Bitcode.size()), "device library");
  Expected<std::unique_ptr<Module>> Library = parseBitcodeFile(Buffer, M.getContext());
  if (!Library)
    return Library.takeError();
  for (Function &F : **Library)
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I); Call && Call->isInlineAsm())
        Assembly.insert(cast<InlineAsm>(Call->getCalledOperand()));
  ModuleAnalysisManager None;
  StripHostPass().run(**Library, None);
  dropTargetFeatures(**Library);
  (*Library)->setTargetTriple(M.getTargetTriple());
  (*Library)->setDataLayout(M.getDataLayout());
  StringSet<> Own;
  for (Function &F : M)
    if (!F.isDeclaration())
      Own.insert(F.getName());
  if (Linker::linkModules(M, std::move(*Library), Linker::LinkOnlyNeeded))
    return createStringError("the library cannot be linked");
  for (GlobalObject &Object : M.global_objects())
    if (!Object.isDeclaration() && !Own.contains(Object.getName()) && isa<Function>(Object))
      Object.setLinkage(GlobalValue::InternalLinkage);
  return llvm::Error::success();
}

bool needsLibrary(const Module &M) {
  return any_of(M, [](const Function &F) {
    return F.isDeclaration() && (F.getName().starts_with("__nv_") || F.getName().starts_with("__ocml_"));
  });
}

/// `a*b+c` in one rounding, as nvcc and hipcc do by default. Not in the device library, which says itself where it may be.
/// offload-keep-strict-fp takes it back for the kernels that ask for that.
void allowContraction(Module &M) {
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (isa<FPMathOperator>(I) && (I.getOpcode() == Instruction::FMul || I.getOpcode() == Instruction::FAdd ||
                                     I.getOpcode() == Instruction::FSub || I.getOpcode() == Instruction::FNeg))
        I.setHasAllowContract(true);
}

} // namespace

std::unique_ptr<TargetMachine> GpuTarget::makeMachine() const {
  std::string Problem;
  llvm::Triple Device(Triple);
  const Target *Found = TargetRegistry::lookupTarget(Device, Problem);
  if (!Found)
    return nullptr;
  return std::unique_ptr<TargetMachine>(Found->createTargetMachine(
      Device, Arch, features(), TargetOptions(), Reloc::PIC_, std::nullopt, CodeGenOptLevel::Aggressive));
}

bool GpuTarget::prepare(Module &M, TargetMachine &Machine, DeviceLibrary Library) const {
  M.setTargetTriple(llvm::Triple(Triple));
  M.setDataLayout(Machine.createDataLayout());
  annotate(M);
  dropTargetFeatures(M);
  allowContraction(M);
  ModuleAnalysisManager None;
  ScopeAtomicsPass().run(M, None);
  MapMathPass().run(M, None);
  ProvideMemoryFunctionsPass().run(M, None);
  SmallPtrSet<const InlineAsm *, 8> LibraryAssembly;
  if (needsLibrary(M)) {
    Expected<SmallVector<char, 0>> Bitcode = Library();
    llvm::Error Problem = Bitcode ? linkLibrary(M, *Bitcode, LibraryAssembly) : Bitcode.takeError();
    if (Problem) {
      reportError(M.getContext(), {ErrorId::DeviceTool, {Name, toString(std::move(Problem))}, "", {}});
      return false;
    }
  }
  configureLibrary(M);
  runPasses(M, Machine, [](PassBuilder &Builder, ModulePassManager &Passes) {
    Passes.addPass(InlineIdReadersPass());
    Passes.addPass(LimitInliningPass());
    addPasses(Builder, Passes, "always-inline");
    // The whole pipeline: the targets hang passes of their own into its start (NVVMReflect for libdevice, say).
    Passes.addPass(Builder.buildPerModuleDefaultPipeline(OptimizationLevel::O3));
    Passes.addPass(KeepStrictFpPass());
    Passes.addPass(InlinePanicPathsPass());
    addPasses(Builder, Passes, "always-inline");
  });
  if (!passesGate(M, LibraryAssembly))
    return false;
  runPasses(M, Machine, [](PassBuilder &Builder, ModulePassManager &Passes) {
    Passes.addPass(BuildGpuEntriesPass());
    addPasses(Builder, Passes, "default<O3>");
    Passes.addPass(SelectConditionsPass());
    Passes.addPass(KeepFloatBitsPass());
  });
  for (Function &F : M)
    if (!F.isDeclaration())
      F.addFnAttr("target-cpu", Arch);
  return true;
}

PreservedAnalyses PrepareForGpuPass::run(Module &M, ModuleAnalysisManager &) {
  std::unique_ptr<DeviceTarget> Target = makeNvptxTarget(Architecture);
  if (!Target)
    Target = makeAmdgpuTarget(Architecture);
  std::unique_ptr<TargetMachine> Machine = Target ? Target->makeMachine() : nullptr;
  if (!Machine) {
    reportError(M.getContext(), {ErrorId::UnknownTarget, {Architecture}, "", {}});
    return PreservedAnalyses::all();
  }
  auto NoLibrary = [] { return Expected<SmallVector<char, 0>>(createStringError("opt has no math library")); };
  Target->prepare(M, *Machine, NoLibrary);
  return PreservedAnalyses::none();
}

} // namespace offload
