; A module without kernels gets no entry point, no thread-local and no call of the C library.
; REQUIRES: x86
; RUN: %opt '-passes=offload-device<cpu>,verify' -S %s | FileCheck %s --implicit-check-not=define --implicit-check-not=declare --implicit-check-not=thread_local

; CHECK: target triple = "x86_64-unknown-linux-gnu"
target triple = "x86_64-unknown-linux-gnu"

define internal i64 @unused() {
  %id = call i64 @__offload_global_id_x()
  ret i64 %id
}

declare i64 @__offload_global_id_x()
