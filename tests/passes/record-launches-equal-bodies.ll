; Two kernels with equal bodies stay two functions when function merging runs before the modules are merged, as in rustc.
; RUN: cat %inputs/kernels.ll %s | %opt -passes='offload-record-launches,mergefunc,verify' -S | FileCheck %s
; Without the pass, one of them becomes a call of the other.
; RUN: cat %inputs/kernels.ll %s | %opt -passes='mergefunc,verify' -S | FileCheck %s --check-prefix=MERGED

; CHECK: define void @_RNvC3app5empty() [[EMPTY:#[0-9]+]]
; CHECK-NEXT: fence
; CHECK: define void @_RNvC3app5other() [[OTHER:#[0-9]+]]
; CHECK-NEXT: fence
; CHECK-DAG: attributes [[EMPTY]] = {{.*}}"offload-shim"="_RNvC3app5empty"
; CHECK-DAG: attributes [[OTHER]] = {{.*}}"offload-shim"="_RNvC3app5other"
; MERGED-COUNT-2: fence
; MERGED-NOT: fence
define i32 @launches(ptr %slots, ptr %params) {
  %a = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor.empty, ptr %slots, ptr %params)
  %b = call i32 @__offload_launch(ptr @_RNvC3app5other, ptr @descriptor.empty, ptr %slots, ptr %params)
  %sum = add i32 %a, %b
  ret i32 %sum
}

define void @_RNvC3app5empty() noinline {
  fence seq_cst
  fence seq_cst
  ret void
}

define void @_RNvC3app5other() noinline {
  fence seq_cst
  fence seq_cst
  ret void
}

declare i32 @__offload_launch(ptr, ptr, ptr, ptr)
