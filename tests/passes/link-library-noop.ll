; Without calls of the vendor's library nothing changes; functions of another vendor's library do not count.
; RUN: %opt '-passes=offload-link-library<sm_90>,verify' -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

target triple = "nvptx64-nvidia-cuda"

declare float @__ocml_sin_f32(float)
define float @k(float %v) {
  %sin = call float @__ocml_sin_f32(float %v)
  ret float %sin
}
