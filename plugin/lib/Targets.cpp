//===- Targets.cpp - the list of targets ------------------------------------------------------===//

#include "Targets.h"
#include "Cpu/CpuTarget.h"
#include "Gpu/GpuTarget.h"

using namespace llvm;

namespace offload {

std::unique_ptr<DeviceTarget> makeTarget(StringRef Name, const Module &Host) {
  if (std::unique_ptr<DeviceTarget> Cpu = makeCpuTarget(Name, Host))
    return Cpu;
  if (std::unique_ptr<DeviceTarget> Nvidia = makeNvidiaTarget(Name))
    return Nvidia;
  return makeAmdTarget(Name);
}

} // namespace offload
