; Both GPU targets compile saxpy with the target's own triple and layout, an entry with the target's calling convention whose
; parameters have the attributes that the descriptor promises, a contracted product and sum, and no code of the host's.
; RUN: %opt '-passes=offload-device<sm_90>,verify' -S %inputs/gpu-saxpy.ll | FileCheck %s --check-prefixes=CHECK,NV --implicit-check-not=target-features --implicit-check-not=__offload_global_id --implicit-check-not=x86
; RUN: %opt '-passes=offload-device<gfx90a>,verify' -S %inputs/gpu-saxpy.ll | FileCheck %s --check-prefixes=CHECK,AMD --implicit-check-not=target-features --implicit-check-not=__offload_global_id --implicit-check-not=x86

; NV: target datalayout = "e-p6:32:32-
; NV: target triple = "nvptx64-nvidia-cuda"
; AMD: target datalayout = "e-m:e-p:64:64-p1:64:64-p2:32:32-p3:32:32-p4:64:64-p5:32:32-
; AMD: target triple = "amdgcn-amd-amdhsa"

; NV: define protected ptx_kernel void @__offload_entry_saxpy(
; AMD: define protected amdgpu_kernel void @__offload_entry_saxpy(
; CHECK-SAME: ptr noalias {{.*}}nonnull readonly align 4 {{.*}}%x, i64 %x.length, ptr noalias {{.*}}nonnull align 4 {{.*}}%y,
; CHECK: fmul contract float
; CHECK: fadd contract float
; The path behind its bounds check needs no formatting, so it is part of the kernel.
; NV: call void @llvm.nvvm.exit()
; AMD: call void @llvm.amdgcn.endpgm()
; NV: attributes {{.*}}"target-cpu"="sm_90"
; AMD: attributes {{.*}}"target-cpu"="gfx90a"
