; In a program whose std is a shared library the lang item is only a declaration: the pass gives it a body.
; The pass also knows its unmangled name, from older compilers.
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
