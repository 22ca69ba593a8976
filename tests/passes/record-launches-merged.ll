; Two launches in two branches stay two calls. Merged, they would be one launch of `select(@a, @b)`.
; RUN: cat %inputs/kernels.ll %s | %opt -passes='offload-record-launches,simplifycfg<sink-common-insts;hoist-common-insts>,verify' -S | FileCheck %s
; Without the pass LLVM merges them.
; RUN: cat %inputs/kernels.ll %s | %opt -passes='simplifycfg<sink-common-insts;hoist-common-insts>,verify' -S | FileCheck %s --check-prefix=MERGED

; CHECK-LABEL: define i32 @launches
; CHECK: call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor.empty,
; CHECK: call i32 @__offload_launch(ptr @_RNvC3app5other, ptr @descriptor.empty,
; MERGED-LABEL: define i32 @launches
; MERGED: select i1 %which, ptr @_RNvC3app5empty, ptr @_RNvC3app5other
; MERGED-COUNT-1: call i32 @__offload_launch
; MERGED-NOT: call i32 @__offload_launch
define i32 @launches(i1 %which, ptr %slots, ptr %params) {
  br i1 %which, label %one, label %other
one:
  %a = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor.empty, ptr %slots, ptr %params)
  br label %done
other:
  %b = call i32 @__offload_launch(ptr @_RNvC3app5other, ptr @descriptor.empty, ptr %slots, ptr %params)
  br label %done
done:
  %status = phi i32 [ %a, %one ], [ %b, %other ]
  ret i32 %status
}

define void @_RNvC3app5empty() noinline {
  ret void
}

define void @_RNvC3app5other() noinline {
  fence seq_cst
  ret void
}

declare i32 @__offload_launch(ptr, ptr, ptr, ptr)
