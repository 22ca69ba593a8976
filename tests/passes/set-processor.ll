; The target's processor replaces the processor of every function with a body. On the CPU a function also touches the pages of its frame.
; REQUIRES: x86
; RUN: %opt '-passes=offload-set-processor<sm_90>,verify' -S %s | FileCheck %s --check-prefixes=CHECK,GPU -DPROCESSOR=sm_90
; RUN: %opt '-passes=offload-set-processor<gfx90a>,verify' -S %s | FileCheck %s --check-prefixes=CHECK,GPU -DPROCESSOR=gfx90a
; RUN: %opt '-passes=offload-set-processor<cpu>,verify' -S %s | FileCheck %s --check-prefixes=CHECK,CPU

target triple = "x86_64-unknown-linux-gnu"

; CHECK: define void @k() [[K:#[0-9]+]] {
define void @k() "target-cpu"="skylake" "target-features"="+aes" {
  call void @elsewhere()
  ret void
}
; CHECK: declare void @elsewhere(){{$}}
declare void @elsewhere()
; GPU: attributes [[K]] = { "target-cpu"="[[PROCESSOR]]" "target-features"="+aes" }
; CPU: attributes [[K]] = { "probe-stack"="inline-asm" "target-cpu"="x86-64{{(-v[234])?}}" "target-features"="+aes" }
