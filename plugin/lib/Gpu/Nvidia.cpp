//===- Nvidia.cpp - NVIDIA GPUs: nvptx64 ------------------------------------------------------===//

#include "Gpu/GpuDialect.h"
#include "Gpu/GpuTarget.h"
#include "llvm/IR/IntrinsicsNVPTX.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"

using namespace llvm;

namespace offload {
namespace {

/// 90 for `sm_90`, and for the architecture-specific `sm_90a`; 0 for any other name.
unsigned computeCapability(StringRef Name) {
  unsigned Number = 0;
  if (!Name.consume_front("sm_"))
    return 0;
  Name.consume_back("a") || Name.consume_back("f");
  return Name.getAsInteger(10, Number) ? 0 : Number;
}

class NvidiaDialect : public GpuDialect {
public:
  Intrinsic::ID threadId() const override { return Intrinsic::nvvm_read_ptx_sreg_tid_x; }
  Intrinsic::ID blockId() const override { return Intrinsic::nvvm_read_ptx_sreg_ctaid_x; }
  Intrinsic::ID exit() const override { return Intrinsic::nvvm_exit; }

  CallingConv::ID kernelCallingConvention() const override { return CallingConv::PTX_Kernel; }
  void limitBlock(Function &Entry, StringRef Threads) const override { Entry.addFnAttr("nvvm.maxntid", Threads); }
  unsigned argumentAddressSpace() const override { return 0; }
  void passInArguments(AttrBuilder &Parameter, Type *Values) const override {
    // Without `nvvm.grid_constant`, a value whose address is passed on would be copied to each thread's local memory.
    Parameter.addByValAttr(Values).addAttribute("nvvm.grid_constant");
  }

  /// Local memory per thread (CUDA C++ Programming Guide, "Technical Specifications per Compute Capability").
  uint64_t stackBytes() const override { return 512 << 10; }
  StringRef deviceScope() const override { return "device"; }
  bool hasCircularStatics() const override { return false; }

  std::string librarySymbol(StringRef Name, bool IsFloat32) const override {
    return ("__nv_" + Name + (IsFloat32 ? "f" : "")).str();
  }
  bool isLibrarySymbol(StringRef Symbol) const override { return Symbol.starts_with("__nv_"); }
  /// CUDA C++ Programming Guide, "Dynamic Global Memory Allocation".
  bool providesFunction(StringRef Symbol) const override { return Symbol == "malloc" || Symbol == "free"; }

  bool keepsNanBits() const override { return false; }
};

bool isDebugLabel(StringRef Line) {
  return Line.ends_with(":") && (Line.starts_with("$L__tmp") || Line.starts_with("$L__func_"));
}

class NvidiaTarget : public GpuTarget {
public:
  explicit NvidiaTarget(StringRef Name) : GpuTarget(Name, "nvptx64-nvidia-cuda", Name) {}

  /// ptxas makes the image.
  bool emitsAssembly() const override { return true; }
  bool hasDwarf() const override { return false; }

  /// Removes labels that mark scopes for DWARF sections, which the PTX does not have. A label ends a basic block, and
  /// ptxas would assign other registers than without lines.
  SmallVector<char, 0> finished(SmallVector<char, 0> Ptx) const override {
    SmallVector<char, 0> Finished;
    for (StringRef Text(Ptx.data(), Ptx.size()); !Text.empty();) {
      auto [Line, Rest] = Text.split('\n');
      if (!isDebugLabel(Line.rtrim())) {
        append_range(Finished, Line);
        Finished.push_back('\n');
      }
      Text = Rest;
    }
    return Finished;
  }

protected:
  void annotate(Module &M) const override {
    // libdevice requires the flag (libdevice User's Guide, 3.1): 0 keeps subnormal numbers, as Rust does.
    M.setModuleFlag(Module::Override, "nvvm-reflect-ftz", 0u);
  }

  /// PTX 7.8 introduces `cvta.param`, without which an argument whose address is passed on is copied to each thread's
  /// memory (PTX ISA, "Data Movement and Conversion Instructions: cvta"). By default LLVM writes the first version that
  /// has the architecture.
  StringRef features() const override { return computeCapability(Arch) < 90 ? "+ptx78" : ""; }
};

/// LLVM only warns about an architecture that it does not know, and falls back to another. If there is no NVPTX back
/// end at all, that is reported later.
bool hasBackEndFor(const DeviceTarget &Target) {
  std::string Problem;
  Triple Device(Target.Triple);
  const llvm::Target *BackEnd = TargetRegistry::lookupTarget(Device, Problem);
  if (!BackEnd)
    return true;
  std::unique_ptr<MCSubtargetInfo> Processors(BackEnd->createMCSubtargetInfo(Device, "", ""));
  return Processors->isCPUStringValid(Target.Arch);
}

} // namespace

const GpuDialect *nvidiaDialect(const Triple &Target) {
  static const NvidiaDialect Dialect;
  return Target.isNVPTX() ? &Dialect : nullptr;
}

std::unique_ptr<DeviceTarget> makeNvidiaTarget(StringRef Name) {
  // The first architecture that the project supports; ptxas decides about newer ones.
  if (computeCapability(Name) < 70)
    return nullptr;
  auto Target = std::make_unique<NvidiaTarget>(Name);
  return hasBackEndFor(*Target) ? std::move(Target) : nullptr;
}

} // namespace offload
