//===- MakeIntrinsicsOpaque.h - device intrinsics lose their bodies ---------------------------===//
//
// Expects  any module at the start of its pipeline in the device pass.
// Leaves   every device intrinsic of the contract as a declaration with the attributes of its row
//          (Contract/Intrinsics.h), and no other attribute that the fallback's body earned it, also at its calls. The
//          launch is a declaration, too; in a kernel, offload-gate reports it.
// Visits   functions by name.
// Before   everything else: LLVM inlines a thread id that has a body into its callers, and then every thread is thread
//          0.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-make-intrinsics-opaque -S module.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct MakeIntrinsicsOpaquePass : llvm::PassInfoMixin<MakeIntrinsicsOpaquePass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
