//===- LibraryParts.cpp - parts of libraries that no device has -------------------------------===//

#include "offload/LibraryParts.h"
#include "offload/RustSymbols.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/DebugInfoMetadata.h"

using namespace llvm;

namespace offload {
namespace {

struct Row {
  /// How the path below `library/` begins; of a crate, its name.
  StringLiteral Path;
  ErrorId Id;
  StringLiteral Module;
};

/// The first that fits. What std implements a module with (`std/src/sys`) stands for it where optimisation left no more.
const Row Rows[] = {
    {"std/src/fs", ErrorId::Files, "std::fs"},
    {"std/src/path.rs", ErrorId::Files, "std::path"},
    {"std/src/os/fd/", ErrorId::Files, "std::os::fd"},
    {"std/src/os/unix/fs", ErrorId::Files, "std::os::unix::fs"},
    {"std/src/sys/fs/", ErrorId::Files, "std::fs"},
    {"std/src/net/", ErrorId::Network, "std::net"},
    {"std/src/os/unix/net/", ErrorId::Network, "std::os::unix::net"},
    {"std/src/sys/net/", ErrorId::Network, "std::net"},
    {"std/src/thread/local.rs", ErrorId::ThreadLocal, "std::thread"},
    {"std/src/sys/thread_local/", ErrorId::ThreadLocal, "std::thread"},
    {"std/src/thread/", ErrorId::Threads, "std::thread"},
    {"std/src/sys/thread", ErrorId::Threads, "std::thread"},
    {"std/src/time.rs", ErrorId::Clock, "std::time"},
    {"std/src/sys/time/", ErrorId::Clock, "std::time"},
    {"std/src/env.rs", ErrorId::Environment, "std::env"},
    {"std/src/sys/env/", ErrorId::Environment, "std::env"},
    {"std/src/sys/args/", ErrorId::Environment, "std::env"},
    {"std/src/process.rs", ErrorId::Process, "std::process"},
    {"std/src/os/unix/process.rs", ErrorId::Process, "std::os::unix::process"},
    {"std/src/sys/process/", ErrorId::Process, "std::process"},
    {"std/src/sys/exit", ErrorId::Process, "std::process"},
    {"std/src/io/stdio.rs", ErrorId::Streams, "std::io"},
    {"std/src/sys/stdio/", ErrorId::Streams, "std::io"},
    {"std/src/hash/random.rs", ErrorId::SystemRandom, "std::hash"},
    {"std/src/sys/random/", ErrorId::SystemRandom, "std::hash"},
    {"std/src/sync/", ErrorId::Lock, "std::sync"},
    {"std/src/sys/sync/", ErrorId::Lock, "std::sync"},
    {"std/src/panic.rs", ErrorId::PanicRuntime, "std::panic"},
    {"std/src/panicking.rs", ErrorId::PanicRuntime, "std::panic"},
    {"std/src/backtrace.rs", ErrorId::PanicRuntime, "std::backtrace"},
    {"stdarch/", ErrorId::HostInstruction, "std::arch"},
    {"std_detect/", ErrorId::HostInstruction, "std::arch"},
};

/// Crates that are libraries as a whole. The first two launch kernels and look after devices, and have nothing else that a device lacks.
const Row Crates[] = {
    {"offload", ErrorId::LaunchInKernel, "offload"},
    {"offload_rt", ErrorId::LaunchInKernel, "offload"},
    {"getrandom", ErrorId::SystemRandom, "getrandom"},
};

std::string pathOf(const DIScope &Code) {
  StringRef File = Code.getFilename();
  return File.starts_with("/") ? File.str() : (Code.getDirectory() + "/" + File).str();
}

/// The path below \p Directory in \p Path; nothing if it is elsewhere.
std::optional<StringRef> below(StringRef Path, StringRef Directory) {
  size_t Start = Path.find(Directory);
  return Start == StringRef::npos ? std::nullopt : std::optional(Path.drop_front(Start + Directory.size()));
}

/// The path below `library/` of the file \p Path, which is Rust's own; nothing for any other, whatever the user calls directories.
std::optional<StringRef> pathInRust(StringRef Path) {
  // As rustc ships them: /rustc/<commit>/library/core/src/lib.rs.
  StringRef Rest = Path;
  if (Rest.consume_front("/rustc/")) {
    auto [Commit, File] = Rest.split('/');
    bool IsCommit = !Commit.empty() && Commit.find_if_not(isHexDigit) == StringRef::npos;
    return IsCommit && File.consume_front("library/") ? std::optional(File) : std::nullopt;
  }
  // Where the component rust-src puts them.
  return below(Path, "/rustlib/src/rust/library/");
}

/// The row of the crate that has the function around \p Code; null for a crate that is no library.
const Row *crateRow(const DIScope &Code) {
  auto *Local = dyn_cast<DILocalScope>(&Code);
  std::string Crate = Local ? crateOf(Local->getSubprogram()->getLinkageName()) : std::string();
  const Row *Found = find_if(Crates, [&](const Row &Library) { return Library.Path == Crate; });
  return Found == std::end(Crates) ? nullptr : Found;
}

/// rand's generator of each thread, which asks the system for its seed. The rest of rand runs anywhere.
bool isThreadGenerator(StringRef Path) {
  return Path.contains("/registry/src/") && Path.contains("/rand-") && Path.ends_with("/src/rngs/thread.rs");
}

} // namespace

bool isRustLibrary(const DIScope &Code) {
  std::string File = pathOf(Code);
  // The second has what Rust's libraries depend on, in rustc's own build.
  return pathInRust(File) || StringRef(File).starts_with("/rust/deps/");
}

bool isLibrary(const DIScope &Code) { return isRustLibrary(Code) || crateRow(Code) || isThreadGenerator(pathOf(Code)); }

bool isFetchedPackage(const DIScope &Code) {
  std::string File = pathOf(Code);
  if (below(File, "/registry/src/") || below(File, "/git/checkouts/"))
    return true;
  // What a build script writes: target/<profile>/build/<package>-<hash>/out/.
  std::optional<StringRef> Built = below(File, "/build/");
  return Built && Built->split('/').second.starts_with("out/");
}

std::string shownFile(const DIScope &Code) {
  std::string File = pathOf(Code);
  // A directory for the registry's index, or the repository, comes first.
  for (StringRef Fetched : {"/registry/src/", "/git/checkouts/"})
    if (std::optional<StringRef> Rest = below(File, Fetched))
      return Rest->split('/').second.str();
  return Code.getFilename().str();
}

std::optional<LibraryPart> libraryPartOf(const DIScope &Code) {
  if (const Row *Crate = crateRow(Code))
    return LibraryPart{Crate->Id, Crate->Module};
  std::string File = pathOf(Code);
  if (isThreadGenerator(File))
    return LibraryPart{ErrorId::SystemRandom, "rand"};
  std::optional<StringRef> Path = pathInRust(File);
  if (!Path)
    return std::nullopt;
  // core::arch is a checkout of its own: core/src/../../stdarch/crates/core_arch/src/x86/sse.rs.
  if (size_t Up = Path->rfind("../"); Up != StringRef::npos)
    Path = Path->substr(Up + 3);
  for (const Row &Part : Rows)
    if (Path->starts_with(Part.Path))
      return LibraryPart{Part.Id, Part.Module};
  return std::nullopt;
}

bool isErrorOfLibraryPart(ErrorId Id) {
  auto HasId = [&](const Row &Part) { return Part.Id == Id; };
  return Id != ErrorId::ThreadLocal && (any_of(Rows, HasId) || any_of(Crates, HasId));
}

} // namespace offload
