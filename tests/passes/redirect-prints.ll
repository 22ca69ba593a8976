; The functions that `print!` and `eprintln!` call print to the launch's output.
; RUN: %opt -passes=offload-redirect-prints,verify -S %s | FileCheck %s

; CHECK: define internal void @_RNvNtNtCs1_3std2io5stdio6__print(ptr %pieces, ptr %arguments) #[[PLAIN:[0-9]+]] {
; CHECK-NEXT: entry:
; CHECK-NEXT: call void @__offload_print(ptr %pieces, ptr %arguments)
; CHECK-NEXT: ret void
define internal void @_RNvNtNtCs1_3std2io5stdio6__print(ptr %pieces, ptr %arguments) memory(none) {
  call void @lock_stdout()
  ret void
}

; CHECK: define internal void @_RNvNtNtCs1_3std2io5stdio7__eprint(
; CHECK: call void @__offload_print_error(ptr %pieces, ptr %arguments)
define internal void @_RNvNtNtCs1_3std2io5stdio7__eprint(ptr %pieces, ptr %arguments) {
  call void @lock_stdout()
  ret void
}

define void @__offload_print(ptr %pieces, ptr %arguments) {
  ret void
}

define void @__offload_print_error(ptr %pieces, ptr %arguments) {
  ret void
}

declare void @lock_stdout()
; CHECK: attributes #[[PLAIN]] = { nounwind }
