//===- NvptxTarget.cpp - NVIDIA GPUs: nvptx64 -------------------------------------------------===//

#include "offload/GpuTarget.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"

using namespace llvm;

namespace offload {
namespace {

class NvptxTarget : public GpuTarget {
public:
  explicit NvptxTarget(StringRef Name) : GpuTarget(Name, "nvptx64-nvidia-cuda", Name) {}

  /// ptxas makes the image.
  bool emitsAssembly() const override { return true; }

protected:
  void annotate(Module &M) const override {
    // libdevice asks for it (libdevice User's Guide, 3.1): 0 keeps subnormal numbers, as Rust does.
    M.setModuleFlag(Module::Override, "nvvm-reflect-ftz", 0u);
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
