//===- Launches.h - the launches of a module --------------------------------------------------===//
#pragma once

#include "Contract/KernelDescriptor.h"
#include "llvm/ADT/SmallVector.h"

namespace llvm {
class CallBase;
class GlobalVariable;
} // namespace llvm

namespace offload {

struct Launch {
  llvm::CallBase *Call;
  Kernel Launched;
  llvm::GlobalVariable *Descriptor;
};

/// All launches of \p M, in order. Launches with an error are reported and left out.
llvm::SmallVector<Launch, 4> findLaunches(llvm::Module &M);

} // namespace offload
