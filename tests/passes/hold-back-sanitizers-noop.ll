; The pass does not change a module without a sanitizer.
; RUN: %opt -passes=offload-hold-back-sanitizers,verify -S %s > %t.after
; RUN: %opt -passes=verify -S %s > %t.before
; RUN: diff %t.before %t.after

target triple = "x86_64-unknown-linux-gnu"

@table = constant [3 x i32] [i32 1, i32 2, i32 3]

define i32 @reads(ptr %x) nounwind {
  %value = load i32, ptr %x
  ret i32 %value
}
