//===- Diagnostics.h - errors that reach the user ---------------------------------------------===//
//
// rustc forwards only diagnostics of the class `DiagnosticInfoUnsupported` as errors; every other kind
// is dropped and the compilation succeeds. So all errors of the plugin go through `reportError`, which uses a
// subclass of it. The texts are in Errors.def.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace llvm {
class LLVMContext;
}

namespace offload {

enum class ErrorId {
#define OFFLOAD_ERROR(ID, NAME, MESSAGE, HELP) NAME,
#include "offload/Errors.def"
};

/// A function on the way to an error.
struct ChainLink {
  /// Its name and line.
  std::string Caller;
  /// Whether it calls the one before, or only takes it as a value: in a vtable, say.
  bool IsCall = true;
};

/// One error: its row of the catalogue, what stands for `{0}`, `{1}`, … in its texts, where it is, and how the
/// program got there (innermost first).
struct Error {
  ErrorId Id;
  llvm::SmallVector<std::string, 3> Arguments;
  std::string Place;
  llvm::SmallVector<ChainLink, 4> Chain;
  /// What tells errors of kernels apart: two that are the same here, of two kernels or two targets, are one to the user. Empty for an
  /// error that is always its own.
  std::string Cause = "";
  /// The fetched package whose code it is about, and how many more places there are no errors of their own.
  std::string Package = "";
  unsigned MorePlaces = 0;
  /// The user's other places with the same error.
  llvm::SmallVector<std::string, 0> AlsoAt = {};
  /// Further kernels with the error.
  llvm::SmallVector<std::string, 0> AlsoIn = {};
};

/// Says \p E to the user: at once, or at the end of the outermost CollectErrors. Compilation of the module fails, and goes
/// on to find further errors.
void reportError(llvm::LLVMContext &Context, const Error &E);

/// While it lives, errors of this thread are kept; at its end they are said as one diagnostic. rustc stops at the first
/// diagnostic it is given (`SharedEmitterMain::check` in rustc_codegen_ssa/src/back/write.rs), and a user wants to see all.
class CollectErrors {
public:
  explicit CollectErrors(llvm::LLVMContext &Context);
  ~CollectErrors();
  CollectErrors(const CollectErrors &) = delete;
  CollectErrors &operator=(const CollectErrors &) = delete;

private:
  llvm::LLVMContext &Context;
  bool IsOutermost;
};

/// The errors that the CollectErrors of this thread keeps.
llvm::ArrayRef<Error> keptErrors();

/// Keeps \p Errors instead of them.
void keepErrors(llvm::SmallVector<Error, 0> Errors);

/// The text that reportError prints, without rustc's own "error: ".
std::string errorText(const Error &E);

} // namespace offload
