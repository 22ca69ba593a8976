; A device module gets the triple, data layout and module flags of its target, and keeps none of the host's features on a GPU.
; RUN: %opt '-passes=offload-adopt-target<sm_90>,verify' -S %s | FileCheck %s --check-prefixes=GPU,NV
; RUN: %opt '-passes=offload-adopt-target<gfx90a>,verify' -S %s | FileCheck %s --check-prefixes=GPU,AMD

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"

; NV: target datalayout = "e-p6:32:32-
; NV: target triple = "nvptx64-nvidia-cuda"
; AMD: target datalayout = "e-m:e-p:64:64-p1:64:64-
; AMD: target triple = "amdgcn-amd-amdhsa"

; GPU: define void @k(ptr %out) {
define void @k(ptr %out) "target-features"="+avx2" {
; On AMD a local variable is in a thread's own memory, and its lifetime markers name it.
; NV: %local = alloca i32, align 4{{$}}
; AMD: %local = alloca i32, align 4, addrspace(5)
; AMD: addrspacecast ptr addrspace(5) %local to ptr
  %local = alloca i32
; AMD: call void @llvm.lifetime.start.p5(ptr addrspace(5) %local)
  call void @llvm.lifetime.start(ptr %local)
  store ptr %local, ptr %out
  ret void
}
; NV: !{i32 4, !"nvvm-reflect-ftz", i32 0}
; AMD: !{i32 1, !"amdhsa_code_object_version", i32 500}
