; An unknown architecture, math without the library, and code that the gate refuses are errors, and the compiler emits nothing.
; RUN: split-file %s %t
; RUN: not %opt '-passes=offload-device<sm_71>' -S %t/math.ll 2>&1 | FileCheck %s --check-prefix=UNKNOWN -DARCH=sm_71
; RUN: not %opt '-passes=offload-device<gfx123>' -S %t/math.ll 2>&1 | FileCheck %s --check-prefix=UNKNOWN -DARCH=gfx123
; RUN: not %opt '-passes=offload-device<sm_90>' -S %t/math.ll 2>&1 | FileCheck %t/math.ll
; RUN: not %opt '-passes=offload-device<gfx90a>' -S %t/math.ll 2>&1 | FileCheck %t/math.ll
; RUN: not %opt '-passes=offload-device<sm_90>' -S %t/reached.ll 2>&1 | FileCheck %t/reached.ll

; LLVM would only warn, and compile for another architecture.
; UNKNOWN: error: OFL005: unknown target `[[ARCH]]`

;--- math.ll
; CHECK: error: OFL030: {{.*}}opt has no math library
; CHECK-NOT: ptx_kernel
; CHECK-NOT: amdgpu_kernel
target triple = "x86_64-unknown-linux-gnu"
declare float @llvm.sin.f32(float)
define void @__offload_entry_k(float %v, ptr %y) "offload-rank"="1" "offload-max-block"="256" "offload-name"="step" {
  %sin = call float @llvm.sin.f32(float %v)
  store float %sin, ptr %y
  ret void
}

;--- reached.ll
; CHECK: error: OFL020: kernel `step` calls the external function `getpid`
; CHECK-NOT: ptx_kernel
target triple = "x86_64-unknown-linux-gnu"
declare i32 @getpid()
define void @__offload_entry_k() "offload-rank"="1" "offload-max-block"="256" "offload-name"="step" {
  %pid = call i32 @getpid()
  ret void
}
