; The pass does not change a module without launches; it keeps the panic handler only in the module that has its body.
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
