//===- Plugin.h - registration of the passes --------------------------------------------------===//
#pragma once

#include "offload/Options.h"

namespace llvm {
class PassBuilder;
}

extern "C" {

/// Registers every pass by name (passes.def). If \p Options is not null, also registers the two compilations in rustc's
/// pipelines: at PipelineStart of every module and at full-LTO early, each only if the module flag `offload_pass` asks
/// for it. \p Options must live as long as the process.
void offload_register_passes(llvm::PassBuilder *Builder, const OffloadOptions *Options);
}
