; The pass does not change a module without bodies.
; RUN: %opt -passes=offload-build-grid-loops,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

declare void @__offload_exit()
declare void @__offload_entry_declared(ptr) "offload-rank"="1"

define void @helper(ptr %y) {
  store i32 1, ptr %y
  ret void
}
