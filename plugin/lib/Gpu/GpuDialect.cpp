//===- GpuDialect.cpp - what the GPUs of one vendor call things -------------------------------===//

#include "Gpu/GpuDialect.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {

const GpuDialect *gpuDialect(const Module &M) {
  if (const GpuDialect *Nvidia = nvidiaDialect(M.getTargetTriple()))
    return Nvidia;
  return amdDialect(M.getTargetTriple());
}

} // namespace offload
