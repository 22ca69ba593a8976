; `memcmp` and `bcmp` get a body: a loop over the bytes, which returns the difference of the first two bytes that differ.
; RUN: %opt -passes=offload-provide-memory-functions,verify -S %s | FileCheck %s
; After optimisation, the body is still a loop and does not call itself.
; RUN: %opt -passes='offload-provide-memory-functions,default<O3>,verify' -S %s | FileCheck %s --check-prefix=LOOP --implicit-check-not=declare

target triple = "nvptx64-nvidia-cuda"

; CHECK: define internal i32 @memcmp(ptr %0, ptr %1, i64 %2)
; CHECK: [[I:%.*]] = phi i64 [ 0, %entry ]
; CHECK: icmp ult i64 [[I]], %2
; CHECK: load i8
; CHECK: load i8
; CHECK: icmp eq i32
; CHECK: sub i32
declare i32 @memcmp(ptr, ptr, i64)
; CHECK: define internal i32 @bcmp(
declare i32 @bcmp(ptr, ptr, i64)

; LOOP: phi i64
; LOOP: load i8
define void @kernel(ptr %a, ptr %b, i64 %n, ptr %out) {
  %order = call i32 @memcmp(ptr %a, ptr %b, i64 %n)
  store i32 %order, ptr %out
  %equal = call i32 @bcmp(ptr %a, ptr %b, i64 %n)
  store i32 %equal, ptr %out
  ret void
}
