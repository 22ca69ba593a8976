//===- SetProcessor.h - functions are compiled for the target's processor ---------------------===//
//
// The vectoriser and instruction selection look at functions, not at the machine. A function's own features
// (`#[target_feature]`) stay beside the processor's.
//
// Expects  a module of the target (after offload-adopt-target).
// Leaves   "target-cpu" on every function with a body. CPU: stack probes, too, so that frames touch their pages in
//          order, as rustc has it on this target (`stack_probes` in rustc_target/src/spec): a stack that overflows
//          meets its guard page, and not the memory behind it.
// After    every pass that makes functions; on the CPU before optimisation as well, for the vectoriser.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so '-passes=offload-set-processor<cpu>' -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

class DeviceTarget;

class SetProcessorPass : public llvm::PassInfoMixin<SetProcessorPass> {
public:
  explicit SetProcessorPass(const DeviceTarget &Target) : Target(Target) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }

private:
  const DeviceTarget &Target;
};

} // namespace offload
