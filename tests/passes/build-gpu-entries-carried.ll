; A kernel that carries values has one parameter for them, behind the hidden slots in the memory of the arguments, and no pointers to them.
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes=offload-build-gpu-entries,verify -S | FileCheck %s --check-prefixes=CHECK,NV
; RUN: sed -e 's/TRIPLE/amdgcn-amd-amdhsa/' %s | %opt -passes=offload-build-gpu-entries,verify -S | FileCheck %s --check-prefixes=CHECK,AMD
; All loads read the memory of the arguments, and no copy is made in the thread's own memory, although the address is passed and indexed.
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes=offload-build-gpu-entries,verify -S | llc-22 -mcpu=sm_90 -O3 | FileCheck %s --check-prefix=PTX
; RUN: sed -e 's/TRIPLE/amdgcn-amd-amdhsa/' %s | %opt -passes=offload-build-gpu-entries,infer-address-spaces,verify -S | llc-22 -mcpu=gfx90a -O3 | FileCheck %s --check-prefix=GCN

target triple = "TRIPLE"

declare void @use(ptr)

; CHECK: define protected {{.*}}_kernel void @__offload_entry_k(
; CHECK-SAME: i64 %n, ptr noalias nonnull align 4 %y, ptr noalias readonly align 16 %wide,
; CHECK-SAME: i64 %{{[0-9]+}}, i64 %{{[0-9]+}}, i64 %{{[0-9]+}}, ptr %{{[0-9]+}}, ptr %{{[0-9]+}},
; The second value begins at the next whole word: the 12 bytes of the first take two words.
; NV-SAME: ptr noalias nonnull readonly byval([6 x i64]) align 8 "nvvm.grid_constant" %values)
; NV: [[A:%.*]] = getelementptr inbounds i8, ptr %values, i64 0
; NV: [[B:%.*]] = getelementptr inbounds i8, ptr %values, i64 16
; AMD-SAME: ptr addrspace(4) noalias nonnull readonly byref([6 x i64]) align 8 %values)
; AMD: [[A4:%.*]] = getelementptr inbounds i8, ptr addrspace(4) %values, i64 0
; AMD: [[A:%.*]] = addrspacecast ptr addrspace(4) [[A4]] to ptr
; AMD: [[B4:%.*]] = getelementptr inbounds i8, ptr addrspace(4) %values, i64 16
; AMD: [[B:%.*]] = addrspacecast ptr addrspace(4) [[B4]] to ptr
; CHECK: load float, ptr [[A]], align 4
; CHECK: getelementptr float, ptr [[B]], i64 %n
; CHECK: call void @use(ptr [[B]])

; PTX: .param .align 8 .b8 __offload_entry_k_param_8[48]
; PTX-NOT: __local_depot
; PTX: ld.param.b32 {{%r[0-9]+}}, [__offload_entry_k_param_8];
; PTX-NOT: __local_depot
; PTX: ld.param.b32 {{%r[0-9]+}}, [{{%rd[0-9]+}}+16];
; PTX-NOT: __local_depot

; GCN-LABEL: __offload_entry_k:
; GCN-NOT: flat_load
; GCN: s_load_dword
define void @__offload_entry_k(i64 %n, ptr noalias nonnull align 4 %y, ptr noalias readonly align 4 dereferenceable(12) "offload-carried"="12" %a, ptr noalias readonly align 16 %wide, ptr noalias readonly align 8 dereferenceable(32) "offload-carried"="32" %b) nounwind "offload-rank"="1" "offload-max-block"="256" "offload-name"="k" {
  %first = load float, ptr %a, align 4
  %place = getelementptr float, ptr %b, i64 %n
  %second = load float, ptr %place, align 4
  %sum = fadd float %first, %second
  store float %sum, ptr %y, align 4
  call void @use(ptr %b)
  ret void
}
