//===- Targets.h - the list of targets --------------------------------------------------------===//
#pragma once

#include "Grid/DeviceTarget.h"

namespace offload {

/// The target with this name; null if there is none. \p Host is a module of the host.
std::unique_ptr<DeviceTarget> makeTarget(llvm::StringRef Name, const llvm::Module &Host);

} // namespace offload
