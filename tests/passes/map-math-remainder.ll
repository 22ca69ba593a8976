; The remainder of floats becomes a call of the library's exact function; the remainder of integers does not change.
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes=offload-map-math,verify -S | FileCheck %s --check-prefixes=CHECK,NV --implicit-check-not=frem
; RUN: sed -e 's/TRIPLE/amdgcn-amd-amdhsa/' %s | %opt -passes=offload-map-math,verify -S | FileCheck %s --check-prefixes=CHECK,AMD --implicit-check-not=frem

target triple = "TRIPLE"

; CHECK-LABEL: define void @kernel
define void @kernel(float %f, double %d, <2 x double> %v, i32 %n, ptr %out) {
; NV: call float @__nv_fmodf(float %f, float 3.500000e+00)
; AMD: call float @__ocml_fmod_f32(float %f, float 3.500000e+00)
  %single = frem float %f, 3.5
  store float %single, ptr %out
; NV: call double @__nv_fmod(double %d, double %d)
; AMD: call double @__ocml_fmod_f64(double %d, double %d)
  %double = frem double %d, %d
  store double %double, ptr %out
; CHECK: extractelement <2 x double> %v, i64 0
; CHECK: call double @{{__nv_fmod|__ocml_fmod_f64}}(
; CHECK: extractelement <2 x double> %v, i64 1
; CHECK: call double @{{__nv_fmod|__ocml_fmod_f64}}(
  %both = frem <2 x double> %v, %v
  store <2 x double> %both, ptr %out
; CHECK: srem i32 %n, 7
  %integer = srem i32 %n, 7
  store i32 %integer, ptr %out
  ret void
}
