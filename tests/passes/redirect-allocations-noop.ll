; The pass does not change functions with these names that are not the compiler's, or that have another type.
; RUN: %opt -passes=offload-redirect-allocations,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

; A function of the user's.
define ptr @_RNvC3app12___rust_alloc(i64 %size, i64 %align) {
  ret ptr null
}

; A function of another version of the compiler.
define ptr @_RNvCs1_7___rustc12___rust_alloc(i64 %size) {
  ret ptr null
}

define void @_RNvCs1_7___rustc35___rust_no_alloc_shim_is_unstable_v2() {
  ret void
}
