//===- LibraryParts.cpp - parts of Rust's libraries that no device has ------------------------===//

#include "offload/LibraryParts.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DebugInfoMetadata.h"

using namespace llvm;

namespace offload {
namespace {

struct Row {
  /// How the path below `library/` begins.
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

std::string pathOf(const DIScope &Code) {
  StringRef File = Code.getFilename();
  return File.starts_with("/") ? File.str() : (Code.getDirectory() + "/" + File).str();
}

} // namespace

bool isRustLibrary(const DIScope &Code) {
  // As rustc ships them; where the component rust-src puts them; where rustc's own build has what they depend on.
  std::string File = pathOf(Code);
  return Code.getFilename().starts_with("library/") || StringRef(File).contains("/rustc/") ||
         StringRef(File).contains("/rustlib/src/rust/library/") || StringRef(File).starts_with("/rust/deps/");
}

bool isFetchedPackage(const DIScope &Code) {
  std::string File = pathOf(Code);
  return StringRef(File).contains("/registry/src/") || StringRef(File).contains("/git/checkouts/");
}

std::optional<LibraryPart> libraryPartOf(const DIScope &Code) {
  if (!isRustLibrary(Code))
    return std::nullopt;
  StringRef File = Code.getFilename();
  if (!File.contains("library/"))
    return std::nullopt;
  StringRef Path = File.substr(File.rfind("library/")).substr(StringRef("library/").size());
  // core::arch is a checkout of its own: core/src/../../stdarch/crates/core_arch/src/x86/sse.rs.
  if (size_t Up = Path.rfind("../"); Up != StringRef::npos)
    Path = Path.substr(Up + 3);
  for (const Row &Known : Rows)
    if (Path.starts_with(Known.Path))
      return LibraryPart{Known.Id, Known.Module};
  return std::nullopt;
}

bool isErrorOfLibraryPart(ErrorId Id) {
  return Id != ErrorId::ThreadLocal && any_of(Rows, [&](const Row &Known) { return Known.Id == Id; });
}

} // namespace offload
