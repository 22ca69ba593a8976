; In a program whose std is a shared library the lang item is only declared: it gets a body of its own.
; Its unmangled name, of older compilers, is known too.
; RUN: %opt -passes=offload-redirect-panics,verify -S %s | FileCheck %s

; CHECK: define void @__offload_panic_handler(ptr %info)
define void @__offload_panic_handler(ptr %info) {
  unreachable
}

define void @kernel(ptr %info) {
  call void @rust_begin_unwind(ptr %info)
  unreachable
}

; CHECK: define internal void @rust_begin_unwind(ptr %0)
; CHECK: call void @__offload_panic_handler(ptr %0)
; CHECK-NEXT: unreachable
declare void @rust_begin_unwind(ptr)
