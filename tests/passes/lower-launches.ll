; A launch becomes prepare, a begin per mapped slot, the kernel, an end per mapped slot in reverse, and finish (docs/ir-contract.md §2).
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-lower-launches,verify -S | FileCheck %s --implicit-check-not="call i32 @__offload_launch"

; The kernel's handle may be missing: weak, and never looked for in another shared object. Once per kernel, not per launch.
; CHECK-DAG: @__offload_kernel._RNvC3app5saxpy = extern_weak hidden constant [40 x i8], align 8
; CHECK-DAG: @__offload_kernel._RNvC3app5empty = extern_weak hidden constant [40 x i8], align 8

; CHECK: define i32 @saxpy(ptr %slots, ptr %params) {
; The launch's object is part of the frame.
; CHECK-NEXT: [[STATE:%.*]] = alloca [512 x i8], align 16
; CHECK-NEXT: call void @llvm.lifetime.start.p0(ptr [[STATE]])
; CHECK-NEXT: call void @__offload_rt_prepare(ptr [[STATE]], ptr @__offload_kernel._RNvC3app5saxpy, ptr @descriptor.saxpy, ptr %slots, ptr %params) [[NOUNWIND:#[0-9]+]]
; Slots 1 and 3 are mapped.
; CHECK-NEXT: call void @__offload_rt_map_begin(ptr [[STATE]], i32 1) [[NOUNWIND]]
; CHECK-NEXT: call void @__offload_rt_map_begin(ptr [[STATE]], i32 3) [[NOUNWIND]]
; CHECK-NEXT: call void @__offload_rt_kernel(ptr [[STATE]]) [[NOUNWIND]]
; CHECK-NEXT: call void @__offload_rt_map_end(ptr [[STATE]], i32 3) [[NOUNWIND]]
; CHECK-NEXT: call void @__offload_rt_map_end(ptr [[STATE]], i32 1) [[NOUNWIND]]
; CHECK-NEXT: [[STATUS:%.*]] = call i32 @__offload_rt_finish(ptr [[STATE]]) [[NOUNWIND]]
; CHECK-NEXT: call void @llvm.lifetime.end.p0(ptr [[STATE]])
; CHECK-NEXT: ret i32 [[STATUS]]
define i32 @saxpy(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy, ptr %slots, ptr %params)
  ret i32 %status
}

; Without mapped slots nothing begins or ends.
; CHECK: define i32 @empty(ptr %slots, ptr %params) {
; CHECK: call void @__offload_rt_prepare(ptr [[EMPTY:%.*]], ptr @__offload_kernel._RNvC3app5empty, ptr @descriptor.empty, ptr %slots, ptr %params)
; CHECK-NEXT: call void @__offload_rt_kernel(ptr [[EMPTY]])
; CHECK-NEXT: [[DONE:%.*]] = call i32 @__offload_rt_finish(ptr [[EMPTY]])
; CHECK: ret i32 [[DONE]]
define i32 @empty(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor.empty, ptr %slots, ptr %params)
  ret i32 %status
}

; A second launch of a kernel shares the handle. Its object is in the entry block, however often the launch runs.
; CHECK: define i32 @again(
; CHECK-NEXT: entry:
; CHECK-NEXT: [[AGAIN:%.*]] = alloca [512 x i8], align 16
; CHECK: again:
; CHECK-NOT: alloca
; CHECK: call void @llvm.lifetime.start.p0(ptr [[AGAIN]])
; CHECK-NEXT: call void @__offload_rt_prepare(ptr [[AGAIN]], ptr @__offload_kernel._RNvC3app5empty,
; CHECK: call void @llvm.lifetime.end.p0(ptr [[AGAIN]])
; CHECK: br i1
define i32 @again(ptr %slots, ptr %params) {
entry:
  br label %again
again:
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor.empty, ptr %slots, ptr %params)
  %failed = icmp ne i32 %status, 0
  br i1 %failed, label %again, label %done
done:
  ret i32 %status
}

declare void @_RNvC3app5empty()
declare void @_RNvC3app5saxpy(i32, ptr, i64, ptr, i64)
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

; CHECK: attributes [[NOUNWIND]] = { nounwind }
