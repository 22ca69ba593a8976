; `as i128` of a float becomes a plain conversion, limited at both ends, and 0 for NaN; the back end converts to narrower integers.
; RUN: %opt -passes=offload-map-math,verify -S %s | FileCheck %s

target triple = "nvptx64-nvidia-cuda"

declare i128 @llvm.fptosi.sat.i128.f64(double)
declare i64 @llvm.fptosi.sat.i64.f64(double)

; CHECK-LABEL: define void @kernel
; CHECK: [[PLAIN:%.*]] = fptosi double %x to i128
; CHECK: [[HIGH:%.*]] = fcmp oge double %x, 0x47E0000000000000
; CHECK: select i1 [[HIGH]], i128 170141183460469231731687303715884105727, i128 [[PLAIN]]
; CHECK: fcmp ole double %x, 0xC7E0000000000000
; CHECK: [[NAN:%.*]] = fcmp uno double %x, %x
; CHECK: select i1 [[NAN]], i128 0,
; CHECK: call i64 @llvm.fptosi.sat.i64.f64
define void @kernel(double %x, ptr %out) {
  %wide = call i128 @llvm.fptosi.sat.i128.f64(double %x)
  store i128 %wide, ptr %out
  %narrow = call i64 @llvm.fptosi.sat.i64.f64(double %x)
  store i64 %narrow, ptr %out
  ret void
}
