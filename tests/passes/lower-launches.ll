; A launch becomes prepare, a begin per mapped slot, the kernel, and an end per mapped slot in reverse (docs/ir-contract.md §2).
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-lower-launches,verify -S | FileCheck %s --implicit-check-not="call i32 @__offload_launch"

; The kernel's handle may be missing: weak, and never looked for in another shared object. Once per kernel, not per launch.
; CHECK-DAG: @__offload_kernel._RNvC3app5saxpy = extern_weak hidden constant [40 x i8], align 8
; CHECK-DAG: @__offload_kernel._RNvC3app5empty = extern_weak hidden constant [40 x i8], align 8

; CHECK: define i32 @saxpy(ptr %slots, ptr %params) {
; CHECK-NEXT: [[P:%.*]] = call i32 @__offload_rt_prepare(ptr @__offload_kernel._RNvC3app5saxpy, ptr @descriptor.saxpy, ptr %params) [[NOUNWIND:#[0-9]+]]
; Slots 1 and 3 are mapped; each begin is given the status before it.
; CHECK-NEXT: [[B1:%.*]] = call i32 @__offload_rt_map_begin(i32 [[P]], ptr @descriptor.saxpy, ptr %slots, ptr %params, i32 1) [[NOUNWIND]]
; CHECK-NEXT: [[B3:%.*]] = call i32 @__offload_rt_map_begin(i32 [[B1]], ptr @descriptor.saxpy, ptr %slots, ptr %params, i32 3) [[NOUNWIND]]
; CHECK-NEXT: [[K:%.*]] = call i32 @__offload_rt_kernel(i32 [[B3]], ptr @__offload_kernel._RNvC3app5saxpy, ptr @descriptor.saxpy, ptr %slots, ptr %params) [[NOUNWIND]]
; Each end is given its own begin's status and the kernel's; the first failure is the result.
; CHECK-NEXT: [[E3:%.*]] = call i32 @__offload_rt_map_end(i32 [[B3]], i32 [[K]], ptr @descriptor.saxpy, ptr %slots, ptr %params, i32 3) [[NOUNWIND]]
; CHECK-NEXT: [[OK3:%.*]] = icmp eq i32 [[K]], 0
; CHECK-NEXT: [[R3:%.*]] = select i1 [[OK3]], i32 [[E3]], i32 [[K]]
; CHECK-NEXT: [[E1:%.*]] = call i32 @__offload_rt_map_end(i32 [[B1]], i32 [[K]], ptr @descriptor.saxpy, ptr %slots, ptr %params, i32 1) [[NOUNWIND]]
; CHECK-NEXT: [[OK1:%.*]] = icmp eq i32 [[R3]], 0
; CHECK-NEXT: [[R1:%.*]] = select i1 [[OK1]], i32 [[E1]], i32 [[R3]]
; CHECK-NEXT: ret i32 [[R1]]
define i32 @saxpy(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy, ptr %slots, ptr %params)
  ret i32 %status
}

; Without mapped slots the kernel's status is the launch's.
; CHECK: define i32 @empty(ptr %slots, ptr %params) {
; CHECK-NEXT: [[P:%.*]] = call i32 @__offload_rt_prepare(ptr @__offload_kernel._RNvC3app5empty, ptr @descriptor.empty, ptr %params)
; CHECK-NEXT: [[K:%.*]] = call i32 @__offload_rt_kernel(i32 [[P]], ptr @__offload_kernel._RNvC3app5empty, ptr @descriptor.empty, ptr %slots, ptr %params)
; CHECK-NEXT: ret i32 [[K]]
define i32 @empty(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor.empty, ptr %slots, ptr %params)
  ret i32 %status
}

; A second launch of a kernel shares the handle.
; CHECK: define i32 @again(
; CHECK: call i32 @__offload_rt_prepare(ptr @__offload_kernel._RNvC3app5empty,
; CHECK: call i32 @__offload_rt_kernel({{.*}}, ptr @__offload_kernel._RNvC3app5empty,
define i32 @again(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor.empty, ptr %slots, ptr %params)
  ret i32 %status
}

declare void @_RNvC3app5empty()
declare void @_RNvC3app5saxpy(i32, ptr, i64, ptr, i64)
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

; CHECK: attributes [[NOUNWIND]] = { nounwind }
