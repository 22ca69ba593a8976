; Without the lang item nothing changes, and the pass declares no handler; it does not mistake similar names for the lang item.
; RUN: %opt -passes=offload-redirect-panics,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

; The user's own `begin_unwind`.
define void @_RNvC3app12begin_unwind(ptr %info) {
  ret void
}

; Another function in the compiler's crate of lang items.
define void @_RNvCs6wDZMTBTuDh_7___rustc10rust_panic(ptr %info) {
  ret void
}

; The lang item has one parameter, which tells it from a C function of that name.
define void @rust_begin_unwind(ptr %a, ptr %b) {
  ret void
}
