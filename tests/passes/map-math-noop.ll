; The pass does not change math that the hardware has, a user's functions with libm's names, and other types.
; RUN: %opt -passes=offload-map-math,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

target triple = "nvptx64-nvidia-cuda"

declare float @llvm.floor.f32(float)
declare double @llvm.fma.f64(double, double, double)
declare float @helper(float)
declare i64 @log(i64)
declare void @sin(ptr)

define internal double @exp(double %v) {
  ret double %v
}

define void @kernel(float %f, double %d, ptr %out) {
  %floor = call float @llvm.floor.f32(float %f)
  store float %floor, ptr %out
  %fma = call double @llvm.fma.f64(double %d, double %d, double %d)
  store double %fma, ptr %out
  %own = call double @exp(double %d)
  store double %own, ptr %out
  %other = call float @helper(float %f)
  store float %other, ptr %out
  %log = call i64 @log(i64 1)
  store i64 %log, ptr %out
  call void @sin(ptr %out)
  ret void
}
