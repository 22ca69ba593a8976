//===- Libraries.cpp - whose code it is -------------------------------------------------------===//

#include "Lines/Libraries.h"
#include "Lines/RustSymbols.h"
#include "Lines/SourceFiles.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/DebugInfoMetadata.h"

using namespace llvm;

namespace offload {
namespace {

/// The path below \p Directory in \p Path; nothing if it is elsewhere.
std::optional<StringRef> below(StringRef Path, StringRef Directory) {
  size_t Start = Path.find(Directory);
  return Start == StringRef::npos ? std::nullopt : std::optional(Path.drop_front(Start + Directory.size()));
}

std::optional<StringRef> belowRustLibrary(StringRef Path) {
  // The sources that rustc's debug info names: /rustc/<commit>/library/core/src/lib.rs.
  StringRef Rest = Path;
  if (Rest.consume_front("/rustc/")) {
    auto [Commit, File] = Rest.split('/');
    bool IsCommit = !Commit.empty() && Commit.find_if_not(isHexDigit) == StringRef::npos;
    return IsCommit && File.consume_front("library/") ? std::optional(File) : std::nullopt;
  }
  // The directory of the component rust-src.
  return below(Path, "/rustlib/src/rust/library/");
}

/// The crate that contains the function around \p Code; empty if there is none.
std::string crateAround(const DIScope &Code) {
  auto *Local = dyn_cast<DILocalScope>(&Code);
  return Local ? crateOf(Local->getSubprogram()->getLinkageName()) : "";
}

} // namespace

std::optional<LibraryPackage> libraryPackageOf(const DIScope &Code) {
  auto Package = StringSwitch<std::optional<LibraryPackage>>(crateAround(Code))
                     .Cases({"offload", "offload_rt"}, LibraryPackage::Offload)
                     .Case("getrandom", LibraryPackage::Getrandom)
                     .Default(std::nullopt);
  if (Package)
    return Package;
  std::string Path = wholePath(Code);
  StringRef File = Path;
  bool IsGenerator =
      File.contains("/registry/src/") && File.contains("/rand-") && File.ends_with("/src/rngs/thread.rs");
  return IsGenerator ? std::optional(LibraryPackage::RandThreadGenerator) : std::nullopt;
}

std::optional<std::string> pathInRust(const DIScope &Code) {
  std::string File = wholePath(Code);
  std::optional<StringRef> Path = belowRustLibrary(File);
  return Path ? std::optional(Path->str()) : std::nullopt;
}

bool isRustLibrary(const DIScope &Code) {
  // The second directory has the dependencies of Rust's libraries, in rustc's own build.
  return pathInRust(Code) || StringRef(wholePath(Code)).starts_with("/rust/deps/");
}

bool isLibrary(const DIScope &Code) { return isRustLibrary(Code) || libraryPackageOf(Code); }

bool isFetchedPackage(const DIScope &Code) {
  std::string File = wholePath(Code);
  if (below(File, "/registry/src/") || below(File, "/git/checkouts/"))
    return true;
  // The output of a build script: target/<profile>/build/<package>-<hash>/out/.
  std::optional<StringRef> Built = below(File, "/build/");
  return Built && Built->split('/').second.starts_with("out/");
}

std::string shownFile(const DIScope &Code) {
  std::string File = wholePath(Code);
  // The path begins with a directory for the registry's index, or for the repository.
  for (StringRef Fetched : {"/registry/src/", "/git/checkouts/"})
    if (std::optional<StringRef> Rest = below(File, Fetched))
      return Rest->split('/').second.str();
  return Code.getFilename().str();
}

} // namespace offload
