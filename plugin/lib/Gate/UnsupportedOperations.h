//===- UnsupportedOperations.h - operations that a back end cannot select ---------------------===//
#pragma once

#include "Gate/Cause.h"
#include <optional>

namespace llvm {
class Instruction;
}

namespace offload {

class GpuDialect;

/// The operation of \p I at which instruction selection would abort the compiler, or a local variable that is larger
/// than a thread's stack. \p Dialect is null on the CPU.
std::optional<Cause> unsupportedOperation(const llvm::Instruction &I, const GpuDialect *Dialect);

} // namespace offload
