; A module without launches stays as it is; the panic handler is kept only where it has its body.
; RUN: %opt -passes=offload-record-launches,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

define i32 @no_launch() {
  ret i32 0
}

define i32 @__offload_launch(ptr %entry, ptr %descriptor, ptr %slots, ptr %params) noinline {
  ret i32 1
}

declare void @__offload_panic_handler(ptr)
