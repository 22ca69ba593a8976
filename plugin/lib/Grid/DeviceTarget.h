//===- DeviceTarget.h - one device architecture to make images for ----------------------------===//
//
// Names (OFFLOAD_TARGETS): `cpu`; `sm_70` … for NVIDIA; `gfx90a` … for AMD. One file per back end: CpuTarget.cpp,
// NvptxTarget.cpp, AmdgpuTarget.cpp.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace offload {

/// Gives the bitcode of the target's math library, or says why it can't.
using DeviceLibrary = llvm::function_ref<llvm::Expected<llvm::SmallVector<char, 0>>()>;

class DeviceTarget {
public:
  virtual ~DeviceTarget() = default;

  /// As the user wrote it.
  const std::string Name;
  /// Triple and architecture of the image.
  std::string Triple, Arch;

  /// Rust target features that the image of \p M needs where it runs (CPU only). They live as long as \p M's context.
  virtual llvm::SmallVector<llvm::StringRef, 24> featuresFor(llvm::Module &M) const { return {}; }

  /// The back end; null if this compiler has none.
  virtual std::unique_ptr<llvm::TargetMachine> makeMachine() const = 0;

  /// Runs this target's passes on \p M, a device module after the shared passes. False if the module must not be emitted;
  /// what is wrong was reported.
  virtual bool prepare(llvm::Module &M, llvm::TargetMachine &Machine, DeviceLibrary Library) const = 0;

  /// What the back end writes: text for a tool that assembles it, or an object to link.
  virtual bool emitsAssembly() const { return false; }

protected:
  DeviceTarget(llvm::StringRef Name, llvm::StringRef Triple, llvm::StringRef Arch)
      : Name(Name), Triple(Triple), Arch(Arch) {}
};

/// The target with this name; null if there is none.
std::unique_ptr<DeviceTarget> makeTarget(llvm::StringRef Name, const llvm::Module &Host);

/// What the back end makes of \p M. Changes options of LLVM's that are the process's: for use below workApart.
llvm::SmallVector<char, 0> emit(llvm::Module &M, llvm::TargetMachine &Machine, bool Assembly);

// One per back end; null where the name is not theirs.
std::unique_ptr<DeviceTarget> makeCpuTarget(llvm::StringRef Name, const llvm::Module &Host);
std::unique_ptr<DeviceTarget> makeNvptxTarget(llvm::StringRef Name);
std::unique_ptr<DeviceTarget> makeAmdgpuTarget(llvm::StringRef Name);

} // namespace offload
