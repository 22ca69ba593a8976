; Without functions that do not return, nothing changes; a kernel that cannot return stays one function.
; RUN: %opt -passes=offload-inline-panic-paths,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

define void @kernel(ptr %out) noreturn "offload-rank"="1" {
  store i64 1, ptr %out
  unreachable
}

define internal void @helper(ptr %out) {
  store i64 1, ptr %out
  ret void
}
