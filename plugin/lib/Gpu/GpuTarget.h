//===- GpuTarget.h - what the GPU targets share -----------------------------------------------===//
#pragma once

#include "Grid/DeviceTarget.h"

namespace offload {

/// Base of the targets that run one hardware thread per thread of the grid.
class GpuTarget : public DeviceTarget {
public:
  bool prepare(llvm::Module &M, llvm::TargetMachine &Machine, DeviceLibrary Library) const override;

  std::unique_ptr<llvm::TargetMachine> makeMachine() const override;

protected:
  using DeviceTarget::DeviceTarget;

  /// Module flags and the like that the target wants before its library is linked.
  virtual void annotate(llvm::Module &M) const = 0;

  /// Features of the back end beside those of the architecture.
  virtual llvm::StringRef features() const { return ""; }

  /// Defines the constants through which the library asks how the program is compiled.
  virtual void configureLibrary(llvm::Module &) const {}
};

} // namespace offload
