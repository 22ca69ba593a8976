//===- LibraryParts.cpp - parts of libraries that no device has -------------------------------===//

#include "Gate/LibraryParts.h"
#include "Lines/Libraries.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace offload {
namespace {

struct Row {
  /// A prefix of the path below `library/`.
  StringLiteral Path;
  ErrorId Id;
  StringLiteral Module;
};

/// The first match wins. A path in `std/src/sys` stands for its public module where inlining has left only the
/// implementation.
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

struct PackageRow {
  LibraryPackage Package;
  ErrorId Id;
  StringLiteral Module;
};

/// The parts that are whole packages. The first package launches kernels and manages devices, and contains nothing else
/// that a device cannot do.
const PackageRow Packages[] = {
    {LibraryPackage::Offload, ErrorId::LaunchInKernel, "offload"},
    {LibraryPackage::Getrandom, ErrorId::SystemRandom, "getrandom"},
    {LibraryPackage::RandThreadGenerator, ErrorId::SystemRandom, "rand"},
};

} // namespace

std::optional<LibraryPart> libraryPartOf(const DIScope &Code) {
  if (std::optional<LibraryPackage> Package = libraryPackageOf(Code)) {
    const PackageRow *Row = find_if(Packages, [&](const PackageRow &Row) { return Row.Package == *Package; });
    return LibraryPart{Row->Id, Row->Module};
  }
  std::optional<std::string> File = pathInRust(Code);
  if (!File)
    return std::nullopt;
  // core::arch is a checkout of its own: core/src/../../stdarch/crates/core_arch/src/x86/sse.rs.
  StringRef Path = *File;
  if (size_t Up = Path.rfind("../"); Up != StringRef::npos)
    Path = Path.substr(Up + 3);
  for (const Row &Part : Rows)
    if (Path.starts_with(Part.Path))
      return LibraryPart{Part.Id, Part.Module};
  return std::nullopt;
}

bool isErrorOfLibraryPart(ErrorId Id) {
  auto HasId = [&](const auto &Part) { return Part.Id == Id; };
  return Id != ErrorId::ThreadLocal && (any_of(Rows, HasId) || any_of(Packages, HasId));
}

} // namespace offload
