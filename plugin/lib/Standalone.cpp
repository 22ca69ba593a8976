//===- Standalone.cpp - the passes as a plugin of `opt`, without the Rust glue ----------------===//
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-gate -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//

#include "offload/Plugin.h"
#include "llvm/Plugins/PassPlugin.h"

extern "C" LLVM_ATTRIBUTE_WEAK llvm::PassPluginLibraryInfo llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "offload-passes", "0.1.0",
          [](llvm::PassBuilder &Builder) { offload_register_passes(&Builder, nullptr); }};
}
