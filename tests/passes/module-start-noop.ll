; The pass does not change a module without launches, ids, allocations and sanitizers.
; RUN: %opt -passes=offload-module-start,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

define i32 @f(i32 %v) {
  ret i32 %v
}
