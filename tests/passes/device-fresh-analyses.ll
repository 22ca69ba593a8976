; LLVM's knowledge about globals does not outlive the pass that builds loops or entries: the optimiser after it would treat loads of a thread's
; place as if any call could change it.
; REQUIRES: x86
; RUN: %opt '-passes=offload-device<cpu>,verify' -debug-pass-manager -disable-output %inputs/gpu-saxpy.ll 2>&1 | FileCheck %s --check-prefix=CPU
; RUN: %opt '-passes=offload-device<sm_90>,verify' -debug-pass-manager -disable-output %inputs/gpu-saxpy.ll 2>&1 | FileCheck %s --check-prefix=GPU

; CPU: Running analysis: GlobalsAA
; CPU: Running pass: offload::BuildGridLoopsPass
; CPU: Invalidating analysis: GlobalsAA
; CPU: Running analysis: GlobalsAA

; A panic path that is inlined has made an end of it earlier.
; GPU: Running analysis: GlobalsAA
; GPU: Invalidating analysis: GlobalsAA
; GPU: Running pass: offload::BuildGpuEntriesPass
; GPU: Running analysis: GlobalsAA
