; From a program without kernels nothing remains.
; RUN: %opt -passes=offload-shared,verify -S %s | FileCheck %s --implicit-check-not=define --implicit-check-not=declare --implicit-check-not=@

; CHECK: target triple = "x86_64-unknown-linux-gnu"
target triple = "x86_64-unknown-linux-gnu"

define i32 @host() {
  ret i32 0
}
