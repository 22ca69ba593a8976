//===- GpuTarget.h - what the targets of all GPUs share ---------------------------------------===//
#pragma once

#include "Grid/DeviceTarget.h"

namespace offload {

class GpuTarget : public DeviceTarget {
public:
  bool isGpu() const override { return true; }
  std::unique_ptr<llvm::TargetMachine> makeMachine() const override;
  void adopt(llvm::Module &M) const override;
  void setProcessor(llvm::Function &F) const override;
  bool needsLibrary(const llvm::Module &M) const override;

protected:
  using DeviceTarget::DeviceTarget;

  /// Module flags and the like that the target wants before its library is linked.
  virtual void annotate(llvm::Module &M) const = 0;

  /// Features of the back end beyond the features of the architecture.
  virtual llvm::StringRef features() const { return ""; }
};

// One per vendor; null where the name is not one of its architectures.
std::unique_ptr<DeviceTarget> makeNvidiaTarget(llvm::StringRef Name);
std::unique_ptr<DeviceTarget> makeAmdTarget(llvm::StringRef Name);

} // namespace offload
