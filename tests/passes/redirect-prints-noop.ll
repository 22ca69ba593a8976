; The functions of std do not change when the user crate's functions are absent or have other types; a user's own functions never change.
; RUN: split-file %s %t
; RUN: %opt -passes=offload-redirect-prints,verify -S %t/absent.ll -o %t/absent.after
; RUN: %opt -passes=verify -S %t/absent.ll -o %t/absent.before
; RUN: diff %t/absent.before %t/absent.after
; RUN: %opt -passes=offload-redirect-prints,verify -S %t/types.ll -o %t/types.after
; RUN: %opt -passes=verify -S %t/types.ll -o %t/types.before
; RUN: diff %t/types.before %t/types.after

;--- absent.ll
define void @_RNvNtNtCs1_3std2io5stdio6__print(ptr %pieces, ptr %arguments) {
  ret void
}

;--- types.ll
define void @_RNvNtNtCs1_3std2io5stdio6__print(ptr %arguments) {
  ret void
}

define void @_RNvNtC3app5stdio6__print(ptr %pieces, ptr %arguments) {
  ret void
}

define void @__offload_print(ptr %pieces, ptr %arguments) {
  ret void
}
