; The pass does not change a module that does not allocate, whatever names its functions have.
; RUN: %opt -passes=offload-keep-allocator-calls,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

define ptr @__rust_alloc(i64 %size) alwaysinline {
  ret ptr null
}
define ptr @_RNvCs1_3app12___rust_alloc(i64 %size) alwaysinline {
  ret ptr null
}
