; A half uses the functions of a float and rounds the result; the same holds for its remainder.
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes=offload-map-math,verify -S | FileCheck %s --check-prefixes=CHECK,NV
; RUN: sed -e 's/TRIPLE/amdgcn-amd-amdhsa/' %s | %opt -passes=offload-map-math,verify -S | FileCheck %s --check-prefixes=CHECK,AMD

target triple = "TRIPLE"

declare half @llvm.pow.f16(half, half)

; CHECK-LABEL: define half @of_half
define half @of_half(half %h) {
; CHECK: %[[LEFT:.+]] = fpext half %h to float
; CHECK: %[[RIGHT:.+]] = fpext half %h to float
; NV: %[[POWER:.+]] = call float @__nv_powf(float %[[LEFT]], float %[[RIGHT]])
; AMD: %[[POWER:.+]] = call float @__ocml_pow_f32(float %[[LEFT]], float %[[RIGHT]])
; CHECK: %[[ROUNDED:.+]] = fptrunc float %[[POWER]] to half
  %power = call half @llvm.pow.f16(half %h, half %h)
; NV: call float @__nv_fmodf(float
; AMD: call float @__ocml_fmod_f32(float
; CHECK: fptrunc float
  %remainder = frem half %power, %h
  ret half %remainder
}
