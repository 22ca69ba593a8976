; Operands of arithmetic do not change.
; RUN: %opt -passes=offload-keep-float-bits,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t
;
; The instructions of other targets keep all bits.
; RUN: sed s/nvptx64-nvidia-cuda/amdgcn-amd-amdhsa/ %s > %t.ll
; RUN: %opt -passes=offload-keep-float-bits,verify -S %t.ll -o %t.amd
; RUN: %opt -passes=verify -S %t.ll -o %t.amd.before
; RUN: diff %t.amd.before %t.amd

target triple = "nvptx64-nvidia-cuda"

define float @arithmetic(float %x, float %y, ptr %out) {
  %n = fneg float %x
  %product = fmul float %n, %y
  %a = call float @llvm.fabs.f32(float %y)
  %is.less = fcmp olt float %a, %product
  %sum = call float @llvm.fma.f32(float %n, float %a, float %product)
  store i1 %is.less, ptr %out
  ret float %sum
}
