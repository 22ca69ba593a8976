; Without debug info there is nothing to do.
; RUN: %opt '-passes=offload-make-line-tables<cpu>,verify' -S %s | FileCheck %s --implicit-check-not='!'

; CHECK: define void @k(ptr %y) {
; CHECK-NEXT: store float 1.000000e+00, ptr %y, align 4{{$}}
; CHECK-NEXT: ret void{{$}}
define void @k(ptr %y) {
  store float 1.0, ptr %y
  ret void
}
