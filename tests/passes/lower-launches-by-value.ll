; Only `to`, `from` and `tofrom` have map operations: a literal and a by-value slot travel with the launch.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-lower-launches,verify -S | FileCheck %s

@slots = private constant [3 x %Slot] [
  %Slot { i32 1, i32 0, i64 24, i64 8, i64 1, %Text { ptr @name.a, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 0, i32 0, i64 8, i64 8, i64 1, %Text { ptr @name.x, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 3, i32 2, i64 4, i64 4, i64 8, %Text { ptr @name.y, i64 1 }, ptr null, i64 0, ptr null }]
@descriptor = private constant %Descriptor { i32 3, i32 1, i32 256, i32 3, i32 0, i64 1,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr @slots }

define i32 @launches(ptr %slots, ptr %params) {
; CHECK-NOT: map_begin({{.*}}, i32 0)
; CHECK-NOT: map_begin({{.*}}, i32 1)
; CHECK: call void @__offload_rt_map_begin({{.*}}, i32 2)
; CHECK-NOT: map_begin
; CHECK: call void @__offload_rt_kernel(
; CHECK: call void @__offload_rt_map_end({{.*}}, i32 2)
; CHECK-NOT: call void @__offload_rt_map_end
; CHECK: ret
  %status = call i32 @__offload_launch(ptr @_RNvC3app1k, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app1k(ptr, i64, ptr)
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)
