; Every function of the CPU image touches the pages of its frame in order, so that a stack that overflows meets its guard page. Functions
; that a sanitizer adds last do so as well.
; REQUIRES: x86
; RUN: sed -e 's/NUMBER/0/' %s | %opt '-passes=offload-strip-host,offload-device<cpu>,verify' -S -o %t.plain
; RUN: FileCheck %s < %t.plain
; RUN: llc -mtriple=x86_64-unknown-linux-gnu < %t.plain | FileCheck %s --check-prefix=CODE
; RUN: sed -e 's/NUMBER/1/' %s | %opt '-passes=offload-strip-host,offload-device<cpu>,verify' -S | FileCheck %s --check-prefixes=CHECK,ADDED

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"

; CHECK-DAG: define internal {{.*}}@deep({{.*}} #[[DEEP:[0-9]+]]
; CHECK-DAG: define internal {{.*}}@__offload_entry_k.loop({{.*}} #[[LOOP:[0-9]+]]
; CHECK-DAG: define internal {{.*}}@__offload_entry_k.chunk({{.*}} #[[CHUNK:[0-9]+]]
; CHECK-DAG: define protected void @__offload_entry_k({{.*}} #[[ENTRY:[0-9]+]]
; ADDED-DAG: define internal void @asan.module_ctor() #[[CTOR:[0-9]+]]
; CHECK-DAG: attributes #[[DEEP]] = { {{.*}}"probe-stack"="inline-asm"
; CHECK-DAG: attributes #[[LOOP]] = { {{.*}}"probe-stack"="inline-asm"
; CHECK-DAG: attributes #[[CHUNK]] = { {{.*}}"probe-stack"="inline-asm"
; CHECK-DAG: attributes #[[ENTRY]] = { {{.*}}"probe-stack"="inline-asm"
; ADDED-DAG: attributes #[[CTOR]] = { {{.*}}"probe-stack"="inline-asm"

; A loop touches one page at a time.
; CODE: deep:
; CODE: subq $4096, %rsp
; CODE-NEXT: movq $0, (%rsp)
; CODE: jne
define internal i64 @deep(i64 %n) noinline nounwind "probe-stack"="inline-asm" {
  %frame = alloca [1000000 x i8]
  %at = getelementptr i8, ptr %frame, i64 %n
  store volatile i8 1, ptr %at
  %end = icmp eq i64 %n, 0
  br i1 %end, label %stop, label %more
more:
  %less = sub i64 %n, 1
  %below = call i64 @deep(i64 %less)
  store volatile i8 2, ptr %at
  %sum = add i64 %below, 1
  ret i64 %sum
stop:
  ret i64 0
}

define void @__offload_entry_k(i64 %n, ptr noalias align 8 %y) nounwind "offload-rank"="1" "offload-name"="k" {
  %v = call i64 @deep(i64 %n)
  store i64 %v, ptr %y
  ret void
}

!llvm.module.flags = !{!0}
!0 = !{i32 7, !"offload_sanitizer", i32 NUMBER}
