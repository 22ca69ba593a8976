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

/// rustc names a crate's own files below its working directory, and those of others absolutely. Cargo's working directory is the workspace
/// for its members, whose root file it names relatively; for all other packages it is their own directory, and the name is absolute.
class SourceFiles {
public:
  /// Finds the workspace by the units of \p M.
  explicit SourceFiles(const llvm::Module &M);

  /// The name of \p File below the workspace; nothing if it is not there.
  std::optional<std::string> nameInWorkspace(const llvm::DIFile &File) const;

  /// A name that does not say where on this machine the workspace, the crates and cargo's home are: `src/main.rs` below the workspace,
  /// `libm-0.2.15/src/math/exp.rs` elsewhere, and for std what rustc was released with, `/rustc/<commit>/library/…`.
  std::string portableName(const llvm::DIFile &File) const;

private:
  llvm::SmallSetVector<llvm::StringRef, 2> Workspaces;
};

} // namespace offload
