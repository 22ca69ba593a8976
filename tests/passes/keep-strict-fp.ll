; A strict kernel and the functions that it calls keep both roundings; LLVM contracts the operations of other kernels.
; RUN: %opt -passes=offload-keep-strict-fp,verify -S %s | FileCheck %s

@table = internal constant [1 x ptr] [ptr @through_table]

; CHECK-LABEL: define void @strict(
define void @strict(float %a, float %b, ptr %out) "offload-rank"="1" "offload-strict-fp" {
; CHECK: fmul float %a, %b
; CHECK: fadd nnan float
  %product = fmul contract float %a, %b
  %sum = fadd nnan contract float %product, %a
  store float %sum, ptr %out
  call void @called(float %sum, ptr %out)
  %function = load ptr, ptr @table
  call void %function(float %sum, ptr %out)
  ret void
}

; CHECK-LABEL: define internal void @called(
define internal void @called(float %a, ptr %out) {
; CHECK: fmul float
  %product = fmul contract float %a, %a
  store float %product, ptr %out
  ret void
}

; CHECK-LABEL: define internal void @through_table(
define internal void @through_table(float %a, ptr %out) {
; CHECK: fsub float
  %difference = fsub contract float %a, %a
  store float %difference, ptr %out
  ret void
}

; CHECK-LABEL: define void @contracted(
define void @contracted(float %a, float %b, ptr %out) "offload-rank"="1" {
; CHECK: fmul contract float
  %product = fmul contract float %a, %b
  store float %product, ptr %out
  call void @own(float %a, ptr %out)
  ret void
}

; CHECK-LABEL: define internal void @own(
define internal void @own(float %a, ptr %out) {
; CHECK: fmul contract float
  %product = fmul contract float %a, %a
  store float %product, ptr %out
  ret void
}
