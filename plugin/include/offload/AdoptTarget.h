//===- AdoptTarget.h - a device module becomes one of a target --------------------------------===//
//
// Expects  a device module, after offload-strip-host.
// Leaves   the triple and data layout of the target, and its module flags. GPUs: no features of the host's processor on
//          functions, which would keep functions of the math library from being inlined. AMD: local variables in the
//          address space that holds them. CPU: no "PIE Level", because an image is a shared object.
// Before   all other passes of a target, which ask the module for its triple.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so '-passes=offload-adopt-target<sm_90>' -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

class DeviceTarget;

class AdoptTargetPass : public llvm::PassInfoMixin<AdoptTargetPass> {
public:
  explicit AdoptTargetPass(const DeviceTarget &Target) : Target(Target) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }

private:
  const DeviceTarget &Target;
};

} // namespace offload
