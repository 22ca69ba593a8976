//===- Emit.h - the back end of a target writes its output ------------------------------------===//
#pragma once

#include "llvm/ADT/SmallVector.h"

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace offload {

class DeviceTarget;

/// The back end's output for \p M. Changes options of LLVM that belong to the process, so it has to run below
/// workApart.
llvm::SmallVector<char, 0> emit(llvm::Module &M, llvm::TargetMachine &Machine, const DeviceTarget &Target,
                                bool Assembly);

} // namespace offload
