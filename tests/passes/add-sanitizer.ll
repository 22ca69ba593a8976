; The sanitizer that was held back instruments the image, although the module has the mark of rustc's own pass.
; RUN: sed -e 's/NUMBER/1/' %s | %opt -passes=offload-add-sanitizer,verify -S | FileCheck %s --check-prefix=ADDRESS
; RUN: sed -e 's/NUMBER/2/' %s | %opt -passes=offload-add-sanitizer,verify -S | FileCheck %s --check-prefix=THREAD

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"

; ADDRESS-LABEL: define void @k(
; ADDRESS: call void @__asan_report_store4(
; ADDRESS: call void @__asan_init()
; THREAD-LABEL: define void @k(
; THREAD: call void @__tsan_write4(
; THREAD: call void @__tsan_init()
define void @k(ptr %y) {
  store i32 1, ptr %y
  ret void
}

!llvm.module.flags = !{!0, !1, !2}
!0 = !{i32 7, !"offload_sanitizer", i32 NUMBER}
!1 = !{i32 4, !"nosanitize_address", i32 1}
!2 = !{i32 4, !"nosanitize_thread", i32 1}
