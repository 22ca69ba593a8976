//===- Amd.cpp - AMD GPUs: amdgcn -------------------------------------------------------------===//
//
// Tested with assembler, linker and disassembler only: the project has no AMD GPU.
//
//===------------------------------------------------------------------------------------------===//

#include "Gpu/GpuDialect.h"
#include "Gpu/GpuTarget.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsAMDGPU.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/AMDGPUAddrSpace.h"
#include "llvm/TargetParser/TargetParser.h"

using namespace llvm;

namespace offload {
namespace {

/// Moves local variables to addrspace(5), where this target has them; all uses still get a generic pointer. Lifetimes
/// must name the new variable itself (LLVM 22's verifier).
void moveLocalsToPrivateMemory(Module &M) {
  for (Function &F : M) {
    SmallVector<AllocaInst *, 8> Locals;
    for (Instruction &I : instructions(F))
      if (auto *Local = dyn_cast<AllocaInst>(&I); Local && Local->getAddressSpace() != AMDGPUAS::PRIVATE_ADDRESS)
        Locals.push_back(Local);
    for (AllocaInst *Old : Locals) {
      IRBuilder<> Builder(Old);
      auto *New = Builder.CreateAlloca(Old->getAllocatedType(), AMDGPUAS::PRIVATE_ADDRESS, Old->getArraySize());
      New->setAlignment(Old->getAlign());
      New->takeName(Old);
      for (User *U : make_early_inc_range(Old->users()))
        if (auto *Lifetime = dyn_cast<LifetimeIntrinsic>(U)) {
          IRBuilder<> BeforeLifetime(Lifetime);
          Lifetime->getIntrinsicID() == Intrinsic::lifetime_start ? BeforeLifetime.CreateLifetimeStart(New)
                                                                  : BeforeLifetime.CreateLifetimeEnd(New);
          Lifetime->eraseFromParent();
        }
      Old->replaceAllUsesWith(Builder.CreateAddrSpaceCast(New, Old->getType()));
      Old->eraseFromParent();
    }
  }
}

/// LLVM's AMDGPU guide ("Metadata") requires these for hardware to perform an operation by itself: the runtime
/// allocates memory on this device, coarse-grained.
constexpr StringLiteral NativeUpdate[] = {"amdgpu.no.fine.grained.memory", "amdgpu.no.remote.memory"};
constexpr StringLiteral NativeFloatUpdate = "amdgpu.ignore.denormal.mode";

class AmdDialect : public GpuDialect {
public:
  Intrinsic::ID threadId() const override { return Intrinsic::amdgcn_workitem_id_x; }
  Intrinsic::ID blockId() const override { return Intrinsic::amdgcn_workgroup_id_x; }
  /// Ends the whole wave.
  Intrinsic::ID exit() const override { return Intrinsic::amdgcn_endpgm; }

  CallingConv::ID kernelCallingConvention() const override { return CallingConv::AMDGPU_KERNEL; }
  void limitBlock(Function &Entry, StringRef Threads) const override {
    Entry.addFnAttr("amdgpu-flat-work-group-size", ("1," + Threads).str());
  }
  unsigned argumentAddressSpace() const override { return AMDGPUAS::CONSTANT_ADDRESS; }
  void passInArguments(AttrBuilder &Parameter, Type *Values) const override { Parameter.addByRefAttr(Values); }

  /// SIMachineFunctionInfo's limit of a frame, above which the back end fails.
  uint64_t stackBytes() const override { return 131056; }
  StringRef deviceScope() const override { return "agent"; }
  void allowNative(AtomicRMWInst &Update) const override {
    MDNode *Yes = MDNode::get(Update.getContext(), {});
    for (StringRef Kind : NativeUpdate)
      Update.setMetadata(Kind, Yes);
    if (Update.isFloatingPointOperation())
      Update.setMetadata(NativeFloatUpdate, Yes);
  }

  std::string librarySymbol(StringRef Name, bool IsFloat32) const override {
    return ("__ocml_" + (Name == "powi" ? "pown" : Name) + (IsFloat32 ? "_f32" : "_f64")).str();
  }
  bool isLibrarySymbol(StringRef Symbol) const override { return Symbol.starts_with("__ocml_"); }
};

class AmdTarget : public GpuTarget {
public:
  explicit AmdTarget(StringRef Name) : GpuTarget(Name, "amdgcn-amd-amdhsa", Name) {}

protected:
  void annotate(Module &M) const override {
    // Every runtime accepts version 5; without the flag LLVM 22 writes version 6.
    M.setModuleFlag(Module::Error, "amdhsa_code_object_version", 500u);
    moveLocalsToPrivateMemory(M);
  }

  /// ROCm-Device-Libs, doc/OCML.md, "Controls". The module declares only those that the library refers to.
  void configureLibrary(Module &M) const override {
    AMDGPU::IsaVersion Version = AMDGPU::getIsaVersion(Arch);
    bool HasWave64 = Version.Major < 10;
    const std::pair<StringRef, uint64_t> Controls[] = {
        {"__oclc_finite_only_opt", 0},
        {"__oclc_unsafe_math_opt", 0},
        {"__oclc_daz_opt", 0},
        {"__oclc_correctly_rounded_sqrt32", 1},
        {"__oclc_wavefrontsize64", HasWave64},
        {"__oclc_ISA_version", Version.Major * 1000 + Version.Minor * 100 + Version.Stepping},
        {"__oclc_ABI_version", 500}};
    for (auto [Name, Value] : Controls)
      if (GlobalVariable *Control = M.getGlobalVariable(Name)) {
        Control->setInitializer(ConstantInt::get(Control->getValueType(), Value));
        Control->setConstant(true);
        Control->setLinkage(GlobalValue::InternalLinkage);
      }
  }
};

} // namespace

const GpuDialect *amdDialect(const Triple &Target) {
  static const AmdDialect Dialect;
  return Target.isAMDGCN() ? &Dialect : nullptr;
}

std::unique_ptr<DeviceTarget> makeAmdTarget(StringRef Name) {
  bool IsArchitecture = AMDGPU::parseArchAMDGCN(Name) != AMDGPU::GK_NONE;
  return IsArchitecture ? std::make_unique<AmdTarget>(Name) : nullptr;
}

} // namespace offload
