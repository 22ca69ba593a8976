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

/// All launches of \p M, in order. What is wrong with a launch is reported and the launch left out.
llvm::SmallVector<Launch, 4> findLaunches(llvm::Module &M);

} // namespace offload
