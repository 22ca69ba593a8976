//===- DevicePass.h - the device pass over a merged program -----------------------------------===//
//
// Expects  the merged module of a program at full-LTO early, recorded by offload-record-launches.
// Leaves   the artifact in its place (Artifact.h); after an error the module in an intermediate state, and a failed
//          compilation.
// Runs     offload-shared, then offload-device for each target on a clone, in a copy of the process (WorkApart.h).
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "offload/Options.h"
#include "llvm/IR/PassManager.h"

namespace offload {

class DevicePass : public llvm::PassInfoMixin<DevicePass> {
public:
  explicit DevicePass(const OffloadOptions &Options) : Options(Options) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &MAM);
  static bool isRequired() { return true; }

private:
  const OffloadOptions &Options;
};

} // namespace offload
