//===- NvptxTarget.cpp - NVIDIA GPUs: nvptx64 -------------------------------------------------===//

#include "offload/GpuTarget.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"

using namespace llvm;

namespace offload {
namespace {

/// ptxas refuses its own -O3 beside DWARF sections; a unit that only wants directives keeps `.loc` lines and passes.
void keepDirectivesOnly(Module &M) {
  DebugInfoFinder Found;
  Found.processModule(M);
  NamedMDNode *Units = M.getOrInsertNamedMetadata("llvm.dbg.cu");
  Units->clearOperands();
  DenseMap<DICompileUnit *, DICompileUnit *> Replacement;
  for (DISubprogram *Program : Found.subprograms()) {
    DICompileUnit *Old = Program->getUnit();
    if (!Old)
      continue;
    DICompileUnit *&New = Replacement[Old];
    if (!New) {
      New = DICompileUnit::getDistinct(M.getContext(), Old->getSourceLanguage(), Old->getFile(), Old->getProducer(),
                                       /*IsOptimized=*/true, "", 0, "", DICompileUnit::DebugDirectivesOnly, nullptr,
                                       nullptr, nullptr, nullptr, nullptr, 0, false, false,
                                       DICompileUnit::DebugNameTableKind::None, false, "", "");
      Units->addOperand(New);
    }
    Program->replaceUnit(New);
  }
}

class NvptxTarget : public GpuTarget {
public:
  explicit NvptxTarget(StringRef Name) : GpuTarget(Name, "nvptx64-nvidia-cuda", Name) {}

  /// ptxas makes the image.
  bool emitsAssembly() const override { return true; }

protected:
  void annotate(Module &M) const override {
    // libdevice asks for it (libdevice User's Guide, 3.1): 0 keeps subnormal numbers, as Rust does.
    M.setModuleFlag(Module::Override, "nvvm-reflect-ftz", 0u);
    keepDirectivesOnly(M);
  }
};

/// Of an architecture that it does not know, LLVM's back end only warns, and takes another one. Without a back end that is
/// what is said later.
bool isKnownToBackEnd(const DeviceTarget &Target) {
  std::string Problem;
  Triple Device(Target.Triple);
  const llvm::Target *Found = TargetRegistry::lookupTarget(Device, Problem);
  if (!Found)
    return true;
  std::unique_ptr<MCSubtargetInfo> Processors(Found->createMCSubtargetInfo(Device, "", ""));
  return Processors->isCPUStringValid(Target.Arch);
}

/// `sm_70` and later, with the architecture-specific suffixes; ptxas has the last word.
bool isComputeCapability(StringRef Name) {
  unsigned Number = 0;
  if (!Name.consume_front("sm_"))
    return false;
  Name.consume_back("a") || Name.consume_back("f");
  return !Name.getAsInteger(10, Number) && Number >= 70;
}

} // namespace

std::unique_ptr<DeviceTarget> makeNvptxTarget(StringRef Name) {
  if (!isComputeCapability(Name))
    return nullptr;
  auto Target = std::make_unique<NvptxTarget>(Name);
  return isKnownToBackEnd(*Target) ? std::move(Target) : nullptr;
}

} // namespace offload
