//===- Diagnostics.h - errors that reach the user ---------------------------------------------===//
//
// rustc forwards only diagnostics of the class `DiagnosticInfoUnsupported` as errors. It drops every other kind, and
// the compilation succeeds. So all errors of the plugin go through `reportError`, which uses a subclass of it. The
// texts are in Errors.def.
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
  /// Whether it calls the function before it, or only takes it as a value (for a vtable, say).
  bool IsCall = true;
};

/// One error: its row of the catalogue, the values of `{0}`, `{1}`, … in its texts, its place, and how the program got
/// there (innermost first).
struct Error {
  ErrorId Id;
  llvm::SmallVector<std::string, 3> Arguments;
  std::string Place;
  llvm::SmallVector<ChainLink, 4> Chain;
  /// Two errors with the same cause are one to the user, though they are of two kernels or two targets. Empty for an
  /// error that equals no other.
  std::string Cause = "";
  /// The fetched package that contains the code, and the number of further places in it.
  std::string Package = "";
  unsigned MorePlaces = 0;
  /// Further places of the user with the same error.
  llvm::SmallVector<std::string, 0> AlsoAt = {};
  /// Further kernels with the error.
  llvm::SmallVector<std::string, 0> AlsoIn = {};
};

/// Reports \p E to the user: at once, or at the end of the outermost CollectErrors. The compilation of the module
/// fails, but continues, to find further errors.
void reportError(llvm::LLVMContext &Context, const Error &E);

/// Collects the errors of this thread while it lives, and reports them as one diagnostic at its end. rustc stops at the
/// first diagnostic (`SharedEmitterMain::check` in rustc_codegen_ssa/src/back/write.rs), and a user wants to see all
/// errors.
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

/// The errors that the CollectErrors of this thread has collected.
llvm::ArrayRef<Error> keptErrors();

/// Replaces them by \p Errors.
void keepErrors(llvm::SmallVector<Error, 0> Errors);

/// The text that reportError prints, without rustc's own "error: ".
std::string errorText(const Error &E);

} // namespace offload
