//===- OutlineKernels.h - from a host program to a device module ------------------------------===//
//
// Expects  the merged module of a program, with the records of offload-record-launches.
// Leaves   per kernel a *body*: an external function `__offload_entry_<shim>` with one parameter per slot (a pointer, or
//          i64), that calls the shim; attributes from the descriptor (`noalias`, `readonly`, `align`, `nonnull`,
//          `dereferenceable`) and which values a GPU's kernel carries on its parameters, rank, name and block in function attributes. Everything
//          that no kernel reaches is gone: host functions, statics, constructors, aliases, module asm; what is left is internal. Launches in
//          kernels count as successful: offload-gate refuses them.
// Reports  OFL011, OFL012, OFL013, OFL022.
// Before   the passes of a target.
//
//   opt-22 -load-pass-plugin=… -passes=offload-outline-kernels
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "offload/KernelDescriptor.h"
#include "llvm/IR/PassManager.h"

namespace offload {

/// Function attributes of a kernel's body: its rank, "1" to "3", and its name in the user's source.
inline constexpr const char RankAttribute[] = "offload-rank";
inline constexpr const char NameAttribute[] = "offload-name";
/// Function attribute of a kernel's body: most threads that a block has, "1" to "1024".
inline constexpr const char MaxBlockAttribute[] = "offload-max-block";
/// Function attribute of a kernel's body: `KERNEL_STRICT_FP` is set.
inline constexpr const char StrictFpAttribute[] = "offload-strict-fp";
/// Function attribute of a kernel's body about which an error was reported: offload-gate looks for more, and lets it not pass.
inline constexpr const char RefusedAttribute[] = "offload-refused";
/// Parameter attribute of a kernel's body: the parameter points to so many bytes, which a GPU's kernel has among its arguments.
inline constexpr const char CarriedAttribute[] = "offload-carried";

/// Does what the pass does, and returns the kernels, sorted by symbol, without their shims.
llvm::SmallVector<Kernel, 4> outlineKernels(llvm::Module &M, llvm::ModuleAnalysisManager &MAM);

/// The bodies in a module after this pass, in order.
llvm::SmallVector<llvm::Function *, 4> kernelBodies(llvm::Module &M);

/// Rank of the kernel with this body.
unsigned rankOf(const llvm::Function &Body);

/// Name of the kernel with this body as the user wrote it.
std::string kernelName(const llvm::Function &Body);

struct OutlineKernelsPass : llvm::PassInfoMixin<OutlineKernelsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
