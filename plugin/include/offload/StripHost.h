//===- StripHost.h - host-only properties come off device code --------------------------------===//
//
// Expects  a device module (after offload-outline-kernels).
// Leaves   no host CPU attributes, stack probes or unwind tables on functions and calls; no `noinline`; the features of
//          an x86 processor in `target-features` (ProcessorFeatures.h); C's calling convention for all functions and
//          calls; no invoke, landing pad or personality: every function is `nounwind`; no constant whose name has a
//          hash of the directory of its crate: GPU images have symbols for constants.
// Before   optimisation: otherwise `rust_eh_personality` and host features end up in the image.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-strip-host -S program.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct StripHostPass : llvm::PassInfoMixin<StripHostPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
