//===- Reachability.h - what functions reach --------------------------------------------------===//
#pragma once

#include "llvm/ADT/SetVector.h"

namespace llvm {
class Function;
}

namespace offload {

/// \p Roots and the functions that they reach over uses: calls, function values, and tables of them in constants.
llvm::SetVector<llvm::Function *> reachedFrom(llvm::ArrayRef<llvm::Function *> Roots);

} // namespace offload
