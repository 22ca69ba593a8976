; Without debug info nothing changes.
; RUN: %opt -passes=offload-lift-locations,verify -S %s | FileCheck %s

; CHECK: define void @k(ptr %y) {
; CHECK-NEXT: store float 1.000000e+00, ptr %y, align 4{{$}}
; CHECK-NEXT: ret void{{$}}
define void @k(ptr %y) {
  store float 1.0, ptr %y
  ret void
}
