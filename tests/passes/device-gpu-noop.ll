; A module without kernels gets no entry point and no function of a library.
; RUN: %opt '-passes=offload-device<sm_90>,verify' -S %s | FileCheck %s --implicit-check-not=define --implicit-check-not=declare --implicit-check-not=addrspace

; CHECK: target triple = "nvptx64-nvidia-cuda"
target triple = "x86_64-unknown-linux-gnu"

define internal i64 @unused() {
  %id = call i64 @__offload_global_id_x()
  ret i64 %id
}

declare i64 @__offload_global_id_x()
