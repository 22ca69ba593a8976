; A sanitizer that was held back checks the loop in its final form.
; REQUIRES: x86
; RUN: sed -e 's/NUMBER/1/' %s | %opt '-passes=offload-device<cpu>,verify' -S | FileCheck %s --check-prefixes=ADDRESS
; RUN: sed -e 's/NUMBER/2/' %s | %opt '-passes=offload-device<cpu>,verify' -S | FileCheck %s --check-prefixes=THREAD

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"

declare i64 @__offload_global_id_x() nounwind willreturn memory(none) speculatable

; ADDRESS-LABEL: define internal {{.*}}@__offload_entry_count.loop(
; ADDRESS: call void @__asan_report_{{load|store}}4(
; ADDRESS: call void @__asan_init()
; THREAD-LABEL: define internal {{.*}}@__offload_entry_count.loop(
; THREAD: call void @__tsan_read4(
; THREAD: call void @__tsan_write4(
; THREAD: call void @__tsan_init()
define void @__offload_entry_count(ptr nonnull align 4 dereferenceable(4) %all) nounwind "offload-rank"="1" "offload-max-block"="256" "offload-name"="count" {
  %i = call i64 @__offload_global_id_x()
  %old = load i32, ptr %all
  %low = trunc i64 %i to i32
  %new = xor i32 %old, %low
  store i32 %new, ptr %all
  ret void
}

; rustc's own pass ran before and found nothing.
!llvm.module.flags = !{!0, !1, !2}
!1 = !{i32 4, !"nosanitize_address", i32 1}
!2 = !{i32 4, !"nosanitize_thread", i32 1}
!0 = !{i32 7, !"offload_sanitizer", i32 NUMBER}
