; The PTX of saxpy: an entry, loads from global memory (the read-only one through the non-coherent cache) and one rounding, but no
; generic load and no local depot. libdevice keeps subnormal numbers.
; RUN: %opt '-passes=offload-device<sm_70>,verify' %inputs/gpu-saxpy.ll | llc -mcpu=sm_70 -O3 -o - | FileCheck %s -DARCH=sm_70 --implicit-check-not=__local_depot --implicit-check-not='ld.b32' --implicit-check-not='st.b32'
; RUN: %opt '-passes=offload-device<sm_90>,verify' %inputs/gpu-saxpy.ll | llc -mcpu=sm_90 -O3 -o - | FileCheck %s -DARCH=sm_90 --implicit-check-not=__local_depot --implicit-check-not='ld.b32' --implicit-check-not='st.b32'
; RUN: %opt '-passes=offload-device<sm_90>,verify' -S %inputs/gpu-saxpy.ll | FileCheck %s --check-prefix=REFLECT

; CHECK: .target [[ARCH]]{{$}}
; CHECK: .visible .entry __offload_entry_saxpy(
; CHECK: ld.global.nc.b32
; CHECK: ld.global.b32
; CHECK: fma.rn.f32
; CHECK: st.global.b32
; CHECK: exit;

; REFLECT: !{i32 4, !"nvvm-reflect-ftz", i32 0}
