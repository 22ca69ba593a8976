; The pass does not change a module without witnesses.
; RUN: %opt -passes=offload-record-types,verify -S %s > %t.after
; RUN: %opt -passes=verify -S %s > %t.before
; RUN: diff %t.before %t.after

target triple = "x86_64-unknown-linux-gnu"

; This is only a declaration: another module has the definition.
declare void @__offload_type_witness()

define i32 @reads(ptr %x) nounwind {
  %value = load i32, ptr %x
  ret i32 %value
}
