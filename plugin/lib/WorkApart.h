//===- WorkApart.h - LLVM works in a copy of the process --------------------------------------===//
//
// LLVM ends the process when it meets something unexpected: `report_fatal_error`, "Cannot select", a crash. In rustc
// that would end the compilation without a kernel's name and without a place in the source. So the passes and the back
// end of a target run in a copy of the process (a fork), and its end is a value here. docs/decisions/work-apart.md
// describes the alternatives.
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
  /// The result of the work; nothing if it ended prematurely, or after errors.
  llvm::SmallVector<char, 0> Output;
  /// How LLVM ended the copy, or the error that a back end reported, in words for the user; empty if the work was
  /// finished.
  std::string End;
};

/// Calls \p Work, which compiles \p M or parts of it, in a copy of the process. Errors that it reports (reportError)
/// belong to this thread afterwards. If there are none, and the copy did not end prematurely, there is an output. For
/// use below a CollectErrors.
WorkedApart workApart(const OffloadOptions &Options, llvm::Module &M,
                      llvm::function_ref<llvm::SmallVector<char, 0>()> Work);

} // namespace offload
