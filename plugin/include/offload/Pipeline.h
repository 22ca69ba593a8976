//===- Pipeline.h - every pass in its order ---------------------------------------------------===//
//
// The order is in Pipeline.cpp. These three passes are its parts. Each expects, leaves and reports what its passes do
// together. The verifier checks the module between passes. A refused module (KernelBody.h) stays unchanged.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-module-start -S module.ll
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-shared -S program.ll
//   opt-22 -load-pass-plugin=build/liboffload_passes.so '-passes=offload-device<sm_90>' -S kernels.ll
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -S module.ll \
//     '-passes=offload-module-start,offload-shared,offload-device<cpu>'
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "offload/LinkLibrary.h"
#include "llvm/IR/PassManager.h"

namespace llvm {
class PassInstrumentationCallbacks;
}

namespace offload {

class DeviceTarget;
struct Kernel;

/// When the verifier checks a module. A check of a whole program, 22 MB of bitcode, takes a third of a second
/// (measured). So under rustc DeviceTargetPass does the first check: it sees kernels only, and runs in a copy of the
/// process (WorkApart.h), where broken code does not end rustc.
enum class Verification { EachPass, None };

/// The device pass at the start of each module's pipeline.
class ModuleStartPass : public llvm::PassInfoMixin<ModuleStartPass> {
public:
  explicit ModuleStartPass(Verification Checks = Verification::EachPass) : Checks(Checks) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &MAM);
  static bool isRequired() { return true; }

private:
  Verification Checks;
};

/// From a merged program to a device module, for all targets alike.
class SharedPass : public llvm::PassInfoMixin<SharedPass> {
public:
  /// As OutlineKernelsPass.
  explicit SharedPass(Verification Checks = Verification::EachPass, bool AllStrict = false,
                      llvm::SmallVectorImpl<Kernel> *Kernels = nullptr)
      : Checks(Checks), AllStrict(AllStrict), Kernels(Kernels) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &MAM);
  static bool isRequired() { return true; }

private:
  Verification Checks;
  bool AllStrict;
  llvm::SmallVectorImpl<Kernel> *Kernels;
};

/// From a device module to a module that the back end of one target takes. On any error the module is refused.
class DeviceTargetPass : public llvm::PassInfoMixin<DeviceTargetPass> {
public:
  /// With the \p Callbacks of the program that runs the passes, unless they are null, its options for passes
  /// (`-print-after-all`) reach the passes of the target.
  explicit DeviceTargetPass(const DeviceTarget &Target, llvm::PassInstrumentationCallbacks *Callbacks = nullptr)
      : Target(Target), Callbacks(Callbacks) {}
  DeviceTargetPass(const DeviceTarget &Target, DeviceLibrary Library) : Target(Target), Library(Library) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }

private:
  const DeviceTarget &Target;
  DeviceLibrary Library = nullptr;
  llvm::PassInstrumentationCallbacks *Callbacks = nullptr;
};

} // namespace offload
