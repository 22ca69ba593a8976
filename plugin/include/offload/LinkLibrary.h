//===- LinkLibrary.h - the vendor's math library becomes part of the module (GPUs) ------------===//
//
// Expects  a GPU's device module, before it is simplified.
// Leaves   the functions of the library that the module calls, and the functions that these call, as its own; their
//          inline assembly has a mark, by which offload-gate tells it from a user's. AMD: the constants through which
//          the library asks how the program is compiled. A module that cannot have its library is refused
//          (KernelBody.h). `opt` has no library.
// Reports  OFL030.
// After    offload-map-math.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so '-passes=offload-link-library<gfx90a>' -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Support/Error.h"

namespace offload {

class DeviceTarget;

/// Gives the bitcode of the target's math library, or says why it can't.
using DeviceLibrary = llvm::function_ref<llvm::Expected<llvm::SmallVector<char, 0>>()>;

/// Attribute of a call of inline assembly: it is the library's.
inline constexpr const char LibraryAssemblyAttribute[] = "offload-library-assembly";

class LinkLibraryPass : public llvm::PassInfoMixin<LinkLibraryPass> {
public:
  explicit LinkLibraryPass(const DeviceTarget &Target, DeviceLibrary Library = nullptr)
      : Target(Target), Library(Library) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }

private:
  const DeviceTarget &Target;
  DeviceLibrary Library;
};

} // namespace offload
