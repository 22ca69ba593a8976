//===- NvptxTarget.cpp - NVIDIA GPUs: nvptx64 ------------------------------------------------------------------------------===//

#include "offload/GpuTarget.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Module.h"

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

/// `sm_70` to `sm_90`, with the architecture-specific suffixes; ptxas has the last word.
bool isComputeCapability(StringRef Name) {
  unsigned Number = 0;
  if (!Name.consume_front("sm_"))
    return false;
  Name.consume_back("a") || Name.consume_back("f");
  return !Name.getAsInteger(10, Number) && Number >= 70;
}

} // namespace

std::unique_ptr<DeviceTarget> makeNvptxTarget(StringRef Name) {
  return isComputeCapability(Name) ? std::make_unique<NvptxTarget>(Name) : nullptr;
}

} // namespace offload
