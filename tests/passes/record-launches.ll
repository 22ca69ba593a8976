; Each launched kernel gets one record. The pass marks launches `nomerge`, and keeps records, shims, descriptors and the panic handler
; alive.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-record-launches,verify -S | FileCheck %s
;
; Records survive although the launches do not: here everything is dead or internal.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-record-launches,internalize,globaldce,verify -S | FileCheck %s --check-prefix=KEPT
; RUN: cat %inputs/kernels.ll %s | %opt -passes='offload-record-launches,internalize,default<O3>,verify' -S | FileCheck %s --check-prefix=KEPT
; RUN: cat %inputs/kernels.ll %s | %opt -passes='offload-record-launches,internalize,lto<O3>,verify' -S | FileCheck %s --check-prefix=KEPT
; Without the pass none of them remains.
; RUN: cat %inputs/kernels.ll %s | %opt -passes='internalize,default<O3>,verify' -S | FileCheck %s --check-prefix=GONE

; CHECK-DAG: @llvm.compiler.used = appending global [3 x ptr] [ptr @[[A:offload.record[.0-9]*]], ptr @[[B:offload.record[.0-9]*]], ptr @__offload_panic_handler], section "llvm.metadata"
; CHECK-DAG: @[[A]] = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @descriptor.empty }, section ".offload.records"
; CHECK-DAG: @[[B]] = internal constant { ptr, ptr } { ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy }, section ".offload.records"
; CHECK-NOT: section ".offload.records"

; KEPT-DAG: @descriptor.empty = {{.*}} constant
; KEPT-DAG: @descriptor.saxpy = {{.*}} constant
; KEPT-DAG: @slots.saxpy = {{.*}} constant
; KEPT-DAG: constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @descriptor.empty }, section ".offload.records"
; KEPT-DAG: constant { ptr, ptr } { ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy }, section ".offload.records"
; KEPT-DAG: define internal {{.*}}void @_RNvC3app5empty(
; KEPT-DAG: define internal {{.*}}void @_RNvC3app5saxpy(
; KEPT-DAG: define internal {{.*}}void @__offload_panic_handler(

; GONE-NOT: offload
; GONE-NOT: saxpy

; CHECK: define void @launches
define void @launches(i1 %which, ptr %slots, ptr %params) {
  br i1 %which, label %one, label %other
one:
; CHECK: call i32 @__offload_launch(ptr @_RNvC3app5empty, {{.*}}) [[NOMERGE:#[0-9]+]]
  %a = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor.empty, ptr %slots, ptr %params)
  br label %done
other:
; CHECK: call i32 @__offload_launch(ptr @_RNvC3app5saxpy, {{.*}}) [[NOMERGE]]
  %b = call i32 @__offload_launch(ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy, ptr %slots, ptr %params)
; A second launch of a kernel adds no second record.
; CHECK: call i32 @__offload_launch(ptr @_RNvC3app5saxpy, {{.*}}) [[NOMERGE]]
  %c = call i32 @__offload_launch(ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy, ptr %slots, ptr %params)
  br label %done
done:
  ret void
}

define internal void @_RNvC3app5empty() noinline {
  ret void
}

define internal void @_RNvC3app5saxpy(float %a, ptr %x, i64 %x.length, ptr %y, i64 %y.length) noinline {
  store float %a, ptr %y
  ret void
}

define void @__offload_panic_handler(ptr %info) noreturn {
  unreachable
}

declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

; CHECK: attributes [[NOMERGE]] = { nomerge }
