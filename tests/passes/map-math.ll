; Math that a GPU's back end cannot select exactly becomes a call of its library: LLVM's intrinsics, libm's symbols, and vectors
; element by element. Math that is exact in hardware does not change, or becomes an intrinsic.
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes=offload-map-math,verify -S | FileCheck %s --check-prefixes=CHECK,NV
; RUN: sed -e 's/TRIPLE/amdgcn-amd-amdhsa/' %s | %opt -passes=offload-map-math,verify -S | FileCheck %s --check-prefixes=CHECK,AMD

target triple = "TRIPLE"

declare float @llvm.sin.f32(float)
declare double @llvm.pow.f64(double, double)
declare float @llvm.sqrt.f32(float)
declare <2 x float> @llvm.exp.v2f32(<2 x float>)
declare float @llvm.ldexp.f32.i32(float, i32)
declare float @llvm.powi.f32.i32(float, i32)
declare float @sinf(float)
declare double @cbrt(double)
declare float @erff(float)
declare double @erf(double)
declare double @atan2(double, double)
declare float @sqrtf(float)
declare double @fma(double, double, double)
declare float @fmaxf(float, float)

; CHECK-LABEL: define void @kernel
define void @kernel(float %f, double %d, <2 x float> %v, i32 %n, ptr %out) {
; NV: call float @__nv_sinf(float %f)
; AMD: call float @__ocml_sin_f32(float %f)
  %sin = call float @llvm.sin.f32(float %f)
  store float %sin, ptr %out
; NV: call double @__nv_pow(double %d, double %d)
; AMD: call double @__ocml_pow_f64(double %d, double %d)
  %pow = call double @llvm.pow.f64(double %d, double %d)
  store double %pow, ptr %out

; std calls libm's functions by name.
; NV: call float @__nv_sinf(float %f)
; AMD: call float @__ocml_sin_f32(float %f)
  %sinf = call float @sinf(float %f)
  store float %sinf, ptr %out
; NV: call double @__nv_cbrt(double %d)
; AMD: call double @__ocml_cbrt_f64(double %d)
  %cbrt = call double @cbrt(double %d)
  store double %cbrt, ptr %out
; NV: call double @__nv_atan2(double %d, double %d)
; AMD: call double @__ocml_atan2_f64(double %d, double %d)
  %atan2 = call double @atan2(double %d, double %d)
  store double %atan2, ptr %out
; The suffix is one `f`: `erff` is the float of `erf`.
; NV: call float @__nv_erff(float %f)
; AMD: call float @__ocml_erf_f32(float %f)
  %erff = call float @erff(float %f)
  store float %erff, ptr %out
; NV: call double @__nv_erf(double %d)
; AMD: call double @__ocml_erf_f64(double %d)
  %erf = call double @erf(double %d)
  store double %erf, ptr %out
; An argument that is not a float keeps its type.
; NV: call float @__nv_ldexpf(float %f, i32 %n)
; AMD: call float @__ocml_ldexp_f32(float %f, i32 %n)
  %ldexp = call float @llvm.ldexp.f32.i32(float %f, i32 %n)
  store float %ldexp, ptr %out

; The libraries have two names for a power with an integer exponent.
; NV: call float @__nv_powif(float %f, i32 %n)
; AMD: call float @__ocml_pown_f32(float %f, i32 %n)
  %powi = call float @llvm.powi.f32.i32(float %f, i32 %n)
  store float %powi, ptr %out

; CHECK: extractelement <2 x float> %v, i64 0
; NV: call float @__nv_expf(
; AMD: call float @__ocml_exp_f32(
; CHECK: insertelement <2 x float> poison
; CHECK: extractelement <2 x float> %v, i64 1
; NV: call float @__nv_expf(
; AMD: call float @__ocml_exp_f32(
; CHECK: insertelement <2 x float>
  %exp = call <2 x float> @llvm.exp.v2f32(<2 x float> %v)
  store <2 x float> %exp, ptr %out

; CHECK: call float @llvm.sqrt.f32(float %f)
  %sqrt = call float @llvm.sqrt.f32(float %f)
  store float %sqrt, ptr %out
; CHECK: call float @llvm.sqrt.f32(float %f)
  %sqrtf = call float @sqrtf(float %f)
  store float %sqrtf, ptr %out
; CHECK: call double @llvm.fma.f64(double %d, double %d, double %d)
  %fma = call double @fma(double %d, double %d, double %d)
  store double %fma, ptr %out
; CHECK: call float @llvm.maxnum.f32(float %f, float %f)
  %max = call float @fmaxf(float %f, float %f)
  store float %max, ptr %out
  ret void
}

; The calls touch no memory, so LLVM hoists and merges them like the intrinsics.
; NV: declare float @__nv_sinf(float) [[PURE:#[0-9]+]]
; AMD: declare float @__ocml_sin_f32(float) [[PURE:#[0-9]+]]
; CHECK: attributes [[PURE]] = { nounwind willreturn memory(none) }
