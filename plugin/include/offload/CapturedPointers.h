//===- CapturedPointers.h - uses of pointers that travelled by value --------------------------===//
#pragma once

#include "llvm/ADT/SmallVector.h"

namespace llvm {
class Argument;
class Function;
class Instruction;
} // namespace llvm

namespace offload {

/// \p User dereferences or calls a pointer that was among the bytes of \p Source, or behind it.
struct CapturedPointerUse {
  llvm::Argument *Source;
  llvm::Instruction *User;
};

/// The first such use per by-value parameter of \p Body. A value is followed through casts, arithmetic, phis, local
/// variables and calls; one that is only compared or passed on is no use.
llvm::SmallVector<CapturedPointerUse, 1> findCapturedPointerUses(llvm::Function &Body);

} // namespace offload
