//===- Plugin.h - registration of the passes --------------------------------------------------===//
#pragma once

#include "offload/Options.h"

namespace llvm {
class PassBuilder;
}

extern "C" {

/// Registers every pass by name (passes.def) and, if \p Options is not null, the two compilations with rustc's pipelines:
/// at PipelineStart of every module and at full-LTO early, each only where the module flag `offload_pass` asks for it.
/// \p Options must live as long as the process.
void offload_register_passes(llvm::PassBuilder *Builder, const OffloadOptions *Options);
}
