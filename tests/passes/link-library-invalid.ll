; Without a library, calls of it are one error, and the compiler emits nothing for the module.
; RUN: not %opt '-passes=offload-adopt-target<sm_90>,offload-link-library<sm_90>' -S %s 2>&1 | FileCheck %s
; RUN: not %opt '-passes=offload-device<sm_90>' -S %s 2>&1 | FileCheck %s

; CHECK: error: OFL030: {{.*}}opt has no math library
; CHECK-NOT: error:
target triple = "x86_64-unknown-linux-gnu"

declare float @__nv_sinf(float)
define void @__offload_entry_k(float %v, ptr %y) "offload-rank"="1" "offload-max-block"="256" "offload-name"="k" {
  %sin = call float @__nv_sinf(float %v)
  store float %sin, ptr %y
  ret void
}
