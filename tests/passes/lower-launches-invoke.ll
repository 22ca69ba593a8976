; A launch where a destructor waits is an invoke. The runtime's calls don't unwind: what followed normally follows.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-lower-launches,verify -S | FileCheck %s --implicit-check-not="invoke {{.*}}@__offload"

define i32 @launches(ptr %slots, ptr %params) personality ptr @rust_eh_personality {
; CHECK: call void @__offload_rt_prepare(
; CHECK: call void @__offload_rt_kernel(
; CHECK: [[STATUS:%.*]] = call i32 @__offload_rt_finish(
; CHECK: br label %done
  %status = invoke i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor.empty, ptr %slots, ptr %params)
          to label %done unwind label %cleanup
done:
; CHECK: done:
; CHECK: ret i32 [[STATUS]]
  invoke void @elsewhere() to label %end unwind label %cleanup
end:
  ret i32 %status
cleanup:
; A landing pad that others unwind to stays, with one predecessor less.
; CHECK: cleanup:
; CHECK-NEXT: landingpad
  %which = phi i32 [ 1, %0 ], [ 2, %done ]
  %pad = landingpad { ptr, i32 } cleanup
; CHECK: ret i32 2
  ret i32 %which
}

declare void @elsewhere()
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)
declare i32 @rust_eh_personality(...)
