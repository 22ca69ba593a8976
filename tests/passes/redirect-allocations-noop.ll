; Functions of such names that are not the compiler's, or not of that type, stay.
; RUN: %opt -passes=offload-redirect-allocations,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

; The user's own.
define ptr @_RNvC3app12___rust_alloc(i64 %size, i64 %align) {
  ret ptr null
}

; Of another version of the compiler.
define ptr @_RNvCs1_7___rustc12___rust_alloc(i64 %size) {
  ret ptr null
}

define void @_RNvCs1_7___rustc35___rust_no_alloc_shim_is_unstable_v2() {
  ret void
}
