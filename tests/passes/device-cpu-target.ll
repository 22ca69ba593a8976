; The image is for this machine: it has its data layout, every function has a psABI level as its processor, and the image is not a
; position-independent *executable*, because a shared object cannot have the thread-locals of one.
; REQUIRES: x86
; RUN: %opt '-passes=offload-device<cpu>,verify' -S %s | FileCheck %s

; CHECK: target datalayout = "e-m:e-
target triple = "x86_64-unknown-linux-gnu"

; CHECK: define internal {{.*}}@__offload_entry_k.chunk({{.*}} [[CHUNK:#[0-9]+]]
; CHECK: define protected void @__offload_entry_k({{.*}} [[ENTRY:#[0-9]+]]
define void @__offload_entry_k(ptr noalias align 4 %y) "offload-rank"="1" "offload-name"="k" {
  store i32 1, ptr %y
  ret void
}

; CHECK-DAG: attributes [[CHUNK]] = { {{.*}}"target-cpu"="x86-64{{(-v[234])?}}"
; CHECK-DAG: attributes [[ENTRY]] = { {{.*}}"target-cpu"="x86-64{{(-v[234])?}}"
; CHECK-DAG: !{i32 7, !"PIE Level", i32 0}
!llvm.module.flags = !{!0, !1}
!0 = !{i32 8, !"PIC Level", i32 2}
!1 = !{i32 7, !"PIE Level", i32 2}
