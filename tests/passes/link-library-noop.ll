; Without calls of the vendor's own library nothing changes; another vendor's functions are nobody's here.
; RUN: %opt '-passes=offload-link-library<sm_90>,verify' -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

target triple = "nvptx64-nvidia-cuda"

declare float @__ocml_sin_f32(float)
define float @k(float %v) {
  %sin = call float @__ocml_sin_f32(float %v)
  ret float %sin
}
