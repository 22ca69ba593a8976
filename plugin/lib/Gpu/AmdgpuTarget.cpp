//===- AmdgpuTarget.cpp - AMD GPUs: amdgcn ----------------------------------------------------===//
//
// Checked by assembler, linker and disassembler only: the project has no AMD GPU.
//
//===------------------------------------------------------------------------------------------===//

#include "Gpu/GpuTarget.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/TargetParser.h"

using namespace llvm;

namespace offload {
namespace {

constexpr unsigned PrivateAddressSpace = 5;

/// Local variables live in addrspace(5) here; everything else keeps seeing a generic pointer. Lifetimes must name the
/// new variable itself (LLVM 22's verifier).
void moveLocalsToPrivateMemory(Module &M) {
  for (Function &F : M) {
    SmallVector<AllocaInst *, 8> Locals;
    for (Instruction &I : instructions(F))
      if (auto *Local = dyn_cast<AllocaInst>(&I); Local && Local->getAddressSpace() != PrivateAddressSpace)
        Locals.push_back(Local);
    for (AllocaInst *Old : Locals) {
      IRBuilder<> Builder(Old);
      auto *New = Builder.CreateAlloca(Old->getAllocatedType(), PrivateAddressSpace, Old->getArraySize());
      New->setAlignment(Old->getAlign());
      New->takeName(Old);
      for (User *U : make_early_inc_range(Old->users()))
        if (auto *Lifetime = dyn_cast<LifetimeIntrinsic>(U)) {
          IRBuilder<> At(Lifetime);
          Lifetime->getIntrinsicID() == Intrinsic::lifetime_start ? At.CreateLifetimeStart(New)
                                                                  : At.CreateLifetimeEnd(New);
          Lifetime->eraseFromParent();
        }
      Old->replaceAllUsesWith(Builder.CreateAddrSpaceCast(New, Old->getType()));
      Old->eraseFromParent();
    }
  }
}

class AmdgpuTarget : public GpuTarget {
public:
  explicit AmdgpuTarget(StringRef Name) : GpuTarget(Name, "amdgcn-amd-amdhsa", Name) {}

protected:
  void annotate(Module &M) const override {
    // Version 5 suits every runtime; without the flag LLVM 22 writes version 6.
    M.setModuleFlag(Module::Error, "amdhsa_code_object_version", 500u);
    moveLocalsToPrivateMemory(M);
  }

  /// ROCm-Device-Libs, doc/OCML.md, "Controls". Only what the library refers to is declared here.
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

std::unique_ptr<DeviceTarget> makeAmdgpuTarget(StringRef Name) {
  bool IsKnown = AMDGPU::parseArchAMDGCN(Name) != AMDGPU::GK_NONE;
  return IsKnown ? std::make_unique<AmdgpuTarget>(Name) : nullptr;
}

} // namespace offload
