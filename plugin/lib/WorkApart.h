//===- WorkApart.h - LLVM works in a copy of the process --------------------------------------===//
//
// LLVM ends the process where it meets what it does not expect: `report_fatal_error`, "Cannot select", a crash. In rustc that would
// be the end without a kernel's name and without a place in the source. So passes and back ends of a target run in a copy of the
// process (a fork), and its end is a value here. docs/decisions/work-apart.md has what else was looked at.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "offload/Options.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace llvm {
class Module;
}

namespace offload {

struct WorkedApart {
  /// What the work has made; nothing if it ended before, or after errors.
  llvm::SmallVector<char, 0> Output;
  /// How LLVM ended the copy, or the error that a back end reported, in words for the user; empty if the work came to its end.
  std::string End;
};

/// Calls \p Work, which is about \p M or parts of it, in a copy of the process. Errors that it reports (reportError) are this thread's
/// afterwards; without any, and without an end, there is an output. For use below a CollectErrors.
WorkedApart workApart(const OffloadOptions &Options, llvm::Module &M,
                      llvm::function_ref<llvm::SmallVector<char, 0>()> Work);

} // namespace offload
