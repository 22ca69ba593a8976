//===- NvptxTarget.cpp - NVIDIA GPUs: nvptx64 -------------------------------------------------===//

#include "Gpu/GpuTarget.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"

using namespace llvm;

namespace offload {
namespace {

/// 90 of `sm_90`, and of the architecture-specific `sm_90a`; 0 where it is no such name.
unsigned computeCapability(StringRef Name) {
  unsigned Number = 0;
  if (!Name.consume_front("sm_"))
    return 0;
  Name.consume_back("a") || Name.consume_back("f");
  return Name.getAsInteger(10, Number) ? 0 : Number;
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
  }

  /// PTX 7.8 has `cvta.param`, without which an argument whose address is passed on is copied to each thread's memory (PTX ISA, "Data
  /// Movement and Conversion Instructions: cvta"). LLVM writes the first version that has the architecture.
  StringRef features() const override { return computeCapability(Arch) < 90 ? "+ptx78" : ""; }
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

} // namespace

std::unique_ptr<DeviceTarget> makeNvptxTarget(StringRef Name) {
  // The first that the project supports; ptxas has the last word.
  if (computeCapability(Name) < 70)
    return nullptr;
  auto Target = std::make_unique<NvptxTarget>(Name);
  return isKnownToBackEnd(*Target) ? std::move(Target) : nullptr;
}

} // namespace offload
