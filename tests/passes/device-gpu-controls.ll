; AMD's library reads constants that describe the compilation: precise math, code objects of version 5, the wavefront's size, and the
; number of the architecture. `rocm-device-libs` itself has that number only for older architectures.
; RUN: %opt '-passes=offload-device<gfx90a>,verify' -S %s | FileCheck %s -DISA=9010 -DWAVE64=1 --implicit-check-not=__oclc
; RUN: %opt '-passes=offload-device<gfx942>,verify' -S %s | FileCheck %s -DISA=9402 -DWAVE64=1 --implicit-check-not=__oclc
; RUN: %opt '-passes=offload-device<gfx1030>,verify' -S %s | FileCheck %s -DISA=10300 -DWAVE64=0 --implicit-check-not=__oclc
; RUN: %opt '-passes=offload-device<gfx1100>,verify' -S %s | FileCheck %s -DISA=11000 -DWAVE64=0 --implicit-check-not=__oclc

target triple = "x86_64-unknown-linux-gnu"

@__oclc_ISA_version = external hidden addrspace(4) constant i32
@__oclc_wavefrontsize64 = external hidden addrspace(4) constant i8
@__oclc_ABI_version = external hidden addrspace(4) constant i32
@__oclc_daz_opt = external hidden addrspace(4) constant i8
@__oclc_finite_only_opt = external hidden addrspace(4) constant i8
@__oclc_unsafe_math_opt = external hidden addrspace(4) constant i8
@__oclc_correctly_rounded_sqrt32 = external hidden addrspace(4) constant i8

; CHECK: define protected amdgpu_kernel void @__offload_entry_k(
define void @__offload_entry_k(ptr noalias align 4 %y) nounwind "offload-rank"="1" "offload-max-block"="256" "offload-name"="k" {
; CHECK: store volatile i32 [[ISA]], ptr
  %isa = load i32, ptr addrspace(4) @__oclc_ISA_version
  store volatile i32 %isa, ptr %y
; CHECK: store volatile i8 [[WAVE64]], ptr
  %wave = load i8, ptr addrspace(4) @__oclc_wavefrontsize64
  store volatile i8 %wave, ptr %y
; CHECK: store volatile i32 500, ptr
  %abi = load i32, ptr addrspace(4) @__oclc_ABI_version
  store volatile i32 %abi, ptr %y
; CHECK: store volatile i8 0, ptr
  %daz = load i8, ptr addrspace(4) @__oclc_daz_opt
  store volatile i8 %daz, ptr %y
; CHECK: store volatile i8 0, ptr
  %finite = load i8, ptr addrspace(4) @__oclc_finite_only_opt
  store volatile i8 %finite, ptr %y
; CHECK: store volatile i8 0, ptr
  %unsafe = load i8, ptr addrspace(4) @__oclc_unsafe_math_opt
  store volatile i8 %unsafe, ptr %y
; CHECK: store volatile i8 1, ptr
  %sqrt = load i8, ptr addrspace(4) @__oclc_correctly_rounded_sqrt32
  store volatile i8 %sqrt, ptr %y
  ret void
}
