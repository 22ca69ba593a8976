//===- CpuTarget.h - the CPU as a device ------------------------------------------------------===//
#pragma once

#include "Grid/DeviceTarget.h"

namespace offload {

/// The target `cpu` for a processor of the triple of \p Host; null for every other \p Name.
std::unique_ptr<DeviceTarget> makeCpuTarget(llvm::StringRef Name, const llvm::Module &Host);

} // namespace offload
