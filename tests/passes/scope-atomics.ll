; Atomics with the system's scope get the device's scope; on AMD the hardware's own instructions may execute read-modify-write operations.
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes=offload-scope-atomics,verify -S | FileCheck %s -DSCOPE=device
; RUN: sed -e 's/TRIPLE/amdgcn-amd-amdhsa/' %s | %opt -passes=offload-scope-atomics,verify -S | FileCheck %s -DSCOPE=agent --check-prefixes=CHECK,AMD
;
; The purpose of the pass: instructions with the device's scope, and no loops.
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes=offload-scope-atomics,verify -S | llc -mcpu=sm_80 -o - | FileCheck %s --check-prefix=PTX --implicit-check-not=.sys
; RUN: sed -e 's/TRIPLE/amdgcn-amd-amdhsa/' %s | %opt -passes=offload-scope-atomics,verify -S | llc -mcpu=gfx90a -o - | FileCheck %s --check-prefix=GCN --implicit-check-not=s_cbranch

target triple = "TRIPLE"

; CHECK-LABEL: define void @kernel
define void @kernel(ptr addrspace(1) %p, ptr addrspace(1) %f) {
; PTX without a keyword is relaxed and has the device's scope.
; PTX: atom.global.add.u32
; GCN: global_atomic_add
; CHECK: atomicrmw add ptr addrspace(1) %p, i32 1 syncscope("[[SCOPE]]") monotonic
; AMD-SAME: !amdgpu.no.fine.grained.memory ![[YES:[0-9]+]], !amdgpu.no.remote.memory ![[YES]]
  %a = atomicrmw add ptr addrspace(1) %p, i32 1 monotonic
  store volatile i32 %a, ptr addrspace(1) %p
; PTX: atom.global.add.f32
; GCN: global_atomic_add_f32
; CHECK: atomicrmw fadd ptr addrspace(1) %f, float 1.000000e+00 syncscope("[[SCOPE]]") monotonic
; AMD-SAME: !amdgpu.ignore.denormal.mode ![[YES]]
  %b = atomicrmw fadd ptr addrspace(1) %f, float 1.0 monotonic
  store volatile float %b, ptr addrspace(1) %f
; PTX: atom.relaxed.gpu.global.cas.b32
; CHECK: cmpxchg ptr addrspace(1) %p, i32 0, i32 1 syncscope("[[SCOPE]]") monotonic monotonic
  %c = cmpxchg ptr addrspace(1) %p, i32 0, i32 1 monotonic monotonic
; PTX: ld.relaxed.gpu.global
; CHECK: load atomic i32, ptr addrspace(1) %p syncscope("[[SCOPE]]") monotonic
  %d = load atomic i32, ptr addrspace(1) %p monotonic, align 4
; PTX: st.relaxed.gpu.global
; CHECK: store atomic i32 %d, ptr addrspace(1) %p syncscope("[[SCOPE]]") monotonic
  store atomic i32 %d, ptr addrspace(1) %p monotonic, align 4
; PTX: fence.acq_rel.gpu
; CHECK: fence syncscope("[[SCOPE]]") acquire
  fence acquire
  ret void
}
