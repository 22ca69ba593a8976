//===- DeviceTarget.h - one device architecture to make images for ----------------------------===//
//
// Names (OFFLOAD_TARGETS): `cpu`; `sm_70` … for NVIDIA; `gfx90a` … for AMD. Cpu/CpuTarget.cpp, Gpu/Nvidia.cpp and
// Gpu/Amd.cpp define one kind each, Targets.h has the list, and Pipeline.cpp the order of their passes.
//       Gpu/Amd.cpp have one each;
// Targets.h has the list. The order of a target's passes is in Pipeline.cpp.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <memory>
#include <string>

namespace llvm {
class Function;
class Module;
class TargetMachine;
} // namespace llvm

namespace offload {

class DeviceTarget {
public:
  virtual ~DeviceTarget() = default;

  /// As the user wrote it.
  const std::string Name;
  /// Triple and architecture of the image.
  const std::string Triple, Arch;

  /// Whether it runs one hardware thread per thread of the grid; otherwise a loop over the grid.
  virtual bool isGpu() const = 0;

  /// Rust target features that the image of \p M needs where it runs (CPU only). They live as long as \p M's context.
  virtual llvm::SmallVector<llvm::StringRef, 24> featuresFor(llvm::Module &M) const { return {}; }

  /// The back end; null if this compiler has none.
  virtual std::unique_ptr<llvm::TargetMachine> makeMachine() const = 0;

  /// Makes \p M, which has the triple and the layout, a module of this target (AdoptTarget.h).
  virtual void adopt(llvm::Module &M) const = 0;

  /// Says which processor \p F is compiled for (SetProcessor.h).
  virtual void setProcessor(llvm::Function &F) const = 0;

  /// Whether functions of the vendor's math library are missing in \p M (LinkLibrary.h).
  virtual bool needsLibrary(const llvm::Module &M) const { return false; }
  /// Defines the constants through which the library asks how the program is compiled.
  virtual void configureLibrary(llvm::Module &M) const {}

  /// Whether the back end writes text for a tool that assembles it, and not an object to link.
  virtual bool emitsAssembly() const { return false; }
  /// Whether images have DWARF sections. Without them, lines are directives in the assembly.
  virtual bool hasDwarf() const { return true; }
  /// The assembly that the back end wrote, as it is assembled.
  virtual llvm::SmallVector<char, 0> finished(llvm::SmallVector<char, 0> Assembly) const { return Assembly; }

protected:
  DeviceTarget(llvm::StringRef Name, llvm::StringRef Triple, llvm::StringRef Arch)
      : Name(Name), Triple(Triple), Arch(Arch) {}
};

} // namespace offload
