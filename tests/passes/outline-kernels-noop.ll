; A program without records has no kernels: the module becomes empty.
; RUN: %opt -passes=offload-outline-kernels,verify -S %s | FileCheck %s --implicit-check-not=define --implicit-check-not=declare --implicit-check-not=@

; CHECK: target triple = "x86_64-unknown-linux-gnu"
target triple = "x86_64-unknown-linux-gnu"

@static = global i32 0

define i32 @main() {
  call void @elsewhere()
  ret i32 0
}

declare void @elsewhere()
