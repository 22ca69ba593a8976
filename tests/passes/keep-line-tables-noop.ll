; The pass does not change a module without debug information.
; RUN: %opt -passes=offload-keep-line-tables,verify -S %s > %t.after
; RUN: %opt -passes=verify -S %s > %t.before
; RUN: diff %t.before %t.after

target triple = "x86_64-unknown-linux-gnu"

define i32 @reads(ptr %x) nounwind {
  %value = load i32, ptr %x
  ret i32 %value
}
