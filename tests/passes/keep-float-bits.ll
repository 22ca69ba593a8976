; A change of a sign becomes an operation on bits if the result is stored, inspected or passed on. An operand of arithmetic stays a float.
; RUN: %opt -passes=offload-keep-float-bits,verify -S %s | FileCheck %s
;
; Selection does not reverse the change: no remaining instruction can create another NaN.
; RUN: %opt -passes=offload-keep-float-bits,verify %s | llc-22 -O3 -mcpu=sm_90 -o - | FileCheck %s --check-prefix=PTX
; PTX-NOT: {{neg|abs|copysign}}.f

target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define void @stored
define void @stored(float %x, ptr %out) {
; CHECK: [[BITS:%.*]] = bitcast float %x to i32
; CHECK: [[FROZEN:%.*]] = freeze i32 [[BITS]]
; CHECK: [[FLIPPED:%.*]] = add i32 [[FROZEN]], -2147483648
; CHECK: %n = bitcast i32 [[FLIPPED]] to float
; CHECK: store float %n
  %n = fneg float %x
  store float %n, ptr %out
  ret void
}

; CHECK-LABEL: define i64 @looked_at
define i64 @looked_at(double %x) {
; CHECK: and i64 {{.*}}, 9223372036854775807
  %a = call double @llvm.fabs.f64(double %x)
  %bits = bitcast double %a to i64
  ret i64 %bits
}

; CHECK-LABEL: define <2 x half> @halves
define <2 x half> @halves(<2 x half> %x, <2 x half> %y) {
; CHECK: and <2 x i16> {{.*}}, splat (i16 32767)
; CHECK: and <2 x i16> {{.*}}, splat (i16 -32768)
; CHECK: or <2 x i16>
  %c = call <2 x half> @llvm.copysign.v2f16(<2 x half> %x, <2 x half> %y)
  ret <2 x half> %c
}

; The absolute value of a negated number: neither operation is arithmetic.
; CHECK-LABEL: define float @twice
define float @twice(float %x) {
; CHECK: add i32
; CHECK: and i32
  %n = fneg float %x
  %a = call float @llvm.fabs.f32(float %n)
  ret float %a
}

; What reads a sign reads it of a NaN, too, whatever uses the result.
; CHECK-LABEL: define float @sign_of_a_nan
define float @sign_of_a_nan(float %x, float %y) {
; CHECK-NOT: call
; CHECK: add i32
; CHECK: or i32
; CHECK: fadd float
  %n = fneg float %y
  %c = call float @llvm.copysign.f32(float %x, float %n)
  %sum = fadd float %c, 1.0
  ret float %sum
}

; Across blocks selection sees a float, not how it was made.
; CHECK-LABEL: define void @across_blocks
define void @across_blocks(ptr %in, ptr %out, i1 %goes.on) {
; CHECK: add i32
; CHECK: and i64
  %x = load float, ptr %in
  %y = load double, ptr %in
  %n = fneg float %x
  %a = call double @llvm.fabs.f64(double %y)
  br i1 %goes.on, label %more, label %end
more:
  store float %n, ptr %out
  store double %a, ptr %out
  ret void
end:
  ret void
}
