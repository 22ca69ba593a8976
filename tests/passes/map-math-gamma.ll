; `lgamma_r`, which `ln_gamma` calls, also gives the sign of the gamma function; the libraries' functions do not.
; RUN: %opt -passes=offload-map-math,verify -S %s | FileCheck %s --implicit-check-not='call {{.*}}gamma{{.*}}_r'
; RUN: %opt -passes='offload-map-math,function(sroa,instcombine),verify' -S %s | FileCheck %s --check-prefix=FOLDED

target triple = "nvptx64-nvidia-cuda"

declare double @lgamma_r(double, ptr)
declare float @lgammaf_r(float, ptr)

; CHECK-LABEL: define void @kernel
; CHECK: [[SIGN:%.*]] = select i1 {{.*}}, i32 -1, i32 1
; CHECK: store i32 [[SIGN]], ptr %sign
; CHECK: call double @__nv_lgamma(double %d)
; CHECK: store i32 {{.*}}, ptr %sign
; CHECK: call float @__nv_lgammaf(float %f)
define void @kernel(double %d, float %f, ptr %sign, ptr %out) {
  %double = call double @lgamma_r(double %d, ptr %sign)
  store double %double, ptr %out
  %single = call float @lgammaf_r(float %f, ptr %sign)
  store float %single, ptr %out
  ret void
}

; FOLDED-LABEL: define i32 @negative()
; FOLDED: ret i32 -1
define i32 @negative() {
  %sign = alloca i32
  %value = call double @lgamma_r(double -0.5, ptr %sign)
  %result = load i32, ptr %sign
  ret i32 %result
}

; FOLDED-LABEL: define i32 @positive()
; FOLDED: ret i32 1
define i32 @positive() {
  %sign = alloca i32
  %value = call double @lgamma_r(double -1.5, ptr %sign)
  %result = load i32, ptr %sign
  ret i32 %result
}

; FOLDED-LABEL: define i32 @negative_zero()
; FOLDED: ret i32 -1
define i32 @negative_zero() {
  %sign = alloca i32
  %value = call double @lgamma_r(double -0.0, ptr %sign)
  %result = load i32, ptr %sign
  ret i32 %result
}
