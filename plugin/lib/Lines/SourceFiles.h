//===- SourceFiles.h - what the files of debug info are called on any machine -----------------===//
#pragma once

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace llvm {
class DIFile;
class DIScope;
class Module;
} // namespace llvm

namespace offload {

/// The file that \p Code is in, with its directory.
std::string wholePath(const llvm::DIScope &Code);

/// rustc names a crate's own files relative to its working directory, and other files absolutely. Cargo's working
/// directory is the workspace for its members, whose root file gets a relative name. For every other package it is the
/// package's own directory, and the name is absolute.
class SourceFiles {
public:
  /// Finds the workspace in the compile units of \p M.
  explicit SourceFiles(const llvm::Module &M);

  /// The name of \p File below the workspace; nothing if the file is elsewhere.
  std::optional<std::string> nameInWorkspace(const llvm::DIFile &File) const;

  /// A name that does not depend on the directories of the workspace, the crates and cargo's home on this machine:
  /// `src/main.rs` below the workspace, `libm-0.2.15/src/math/exp.rs` elsewhere, and for std the name in rustc's
  /// release, `/rustc/<commit>/library/…`.
  std::string portableName(const llvm::DIFile &File) const;

private:
  llvm::SmallSetVector<llvm::StringRef, 2> Workspaces;
};

} // namespace offload
