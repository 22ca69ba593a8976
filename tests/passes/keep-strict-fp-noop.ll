; Without a strict kernel nothing changes; the attribute alone does not make a function a kernel.
; RUN: %opt -passes=offload-keep-strict-fp,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

define void @kernel(float %a, ptr %out) "offload-rank"="1" {
  %product = fmul contract float %a, %a
  store float %product, ptr %out
  ret void
}

define void @function(float %a, ptr %out) "offload-strict-fp" {
  %product = fmul contract float %a, %a
  store float %product, ptr %out
  ret void
}
