//===- MapMath.h - math becomes calls of the GPU's math library -------------------------------===//
//
// Expects  a device module with the triple of a GPU, before optimisation.
// Leaves   calls of libdevice (`__nv_sinf`) or ocml (`__ocml_sin_f32`) for LLVM's math intrinsics that the back end
//          cannot select or only approximates, and for libm's functions, which std calls by name; vectors element by
//          element. Saturating conversions of floats to i128 become plain ones, which LLVM can expand. The remainder of
//          floats becomes a call of `fmod`, because NVPTX's own expansion is inexact. Operations that hardware does
//          exactly (sqrt, fma, floor, …) stay.
// Before   the vectoriser, and linking the library.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-map-math -S kernels.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"

namespace offload {

struct MapMathPass : llvm::PassInfoMixin<MapMathPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
