//===- UnsupportedOperations.h - operations that a back end cannot select ---------------------===//
#pragma once

#include "Gate/Cause.h"
#include <optional>

namespace llvm {
class Instruction;
}

namespace offload {

/// What instruction selection for the target of its module would abort the compiler at; a local variable for which no thread has
/// the stack.
std::optional<Cause> unsupportedOperation(const llvm::Instruction &I);

} // namespace offload
