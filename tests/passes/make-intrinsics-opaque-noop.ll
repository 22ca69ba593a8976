; Functions that only resemble device intrinsics keep their bodies and attributes.
; RUN: %opt -passes=offload-make-intrinsics-opaque,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

define i32 @thread_id_x() noinline {
  ret i32 0
}

; The axes are x, y and z.
define i32 @__offload_thread_id_w() {
  ret i32 0
}

define i32 @__offload_thread_id_xx() {
  ret i32 0
}

define void @__offload_exited() {
  ret void
}

define i32 @__offload_launches(ptr %entry, ptr %descriptor, ptr %slots, ptr %params) noinline {
  ret i32 1
}
