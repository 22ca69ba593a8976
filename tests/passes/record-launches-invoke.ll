; A launch behind `catch_unwind` is an invoke; the pass records it like a call.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-record-launches,verify -S | FileCheck %s

; CHECK: { ptr, ptr } { ptr @_RNvC3app5empty, ptr @descriptor.empty }, section ".offload.records"
define void @launches(ptr %slots, ptr %params) personality ptr @rust_eh_personality {
; CHECK: invoke i32 @__offload_launch({{.*}}) [[NOMERGE:#[0-9]+]]
  %status = invoke i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor.empty, ptr %slots, ptr %params)
          to label %done unwind label %cleanup
done:
  ret void
cleanup:
  %pad = landingpad { ptr, i32 } cleanup
  resume { ptr, i32 } %pad
}

define void @_RNvC3app5empty() noinline {
  ret void
}

declare i32 @__offload_launch(ptr, ptr, ptr, ptr)
declare i32 @rust_eh_personality(...)
; CHECK: attributes [[NOMERGE]] = { nomerge }
