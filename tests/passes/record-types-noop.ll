; A module without witnesses stays as it is.
; RUN: %opt -passes=offload-record-types,verify -S %s > %t.after
; RUN: %opt -passes=verify -S %s > %t.before
; RUN: diff %t.before %t.after

target triple = "x86_64-unknown-linux-gnu"

; Only a name: the definition is another module's.
declare void @__offload_type_witness()

define i32 @reads(ptr %x) nounwind {
  %value = load i32, ptr %x
  ret i32 %value
}
