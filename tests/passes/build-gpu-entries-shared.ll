; Dynamic shared memory is an array whose size only the launch knows. Functions outside the body use the same array.
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes='offload-build-gpu-entries,verify' -S | FileCheck %s
; RUN: sed -e 's/TRIPLE/amdgcn-amd-amdhsa/' %s | %opt -passes='offload-build-gpu-entries,verify' -S | FileCheck %s
; After inlining it is an address, not a call.
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes='offload-build-gpu-entries,default<O2>,verify' -S | FileCheck %s --check-prefix=O2

target triple = "TRIPLE"

; CHECK: @offload_dynamic_shared = external addrspace(3) global [0 x i8], align 16
; CHECK: define internal ptr @__offload_dynamic_shared() [[ATTRIBUTES:#[0-9]+]] {
; CHECK-NEXT: entry:
; CHECK-NEXT: ret ptr addrspacecast (ptr addrspace(3) @offload_dynamic_shared to ptr)
declare ptr @__offload_dynamic_shared() nounwind speculatable willreturn memory(none)

; O2-LABEL: void @outside(
; O2: store i32 2, ptr addrspacecast (ptr addrspace(3) @offload_dynamic_shared to ptr)
define void @outside() noinline {
  %shared = call ptr @__offload_dynamic_shared()
  store i32 2, ptr %shared
  ret void
}

; CHECK-LABEL: void @__offload_entry_k(
; O2-LABEL: void @__offload_entry_k(
; O2: store i32 1, ptr addrspacecast (ptr addrspace(3) @offload_dynamic_shared to ptr)
define void @__offload_entry_k() "offload-rank"="1" "offload-max-block"="256" "offload-name"="k" {
  %shared = call ptr @__offload_dynamic_shared()
  store i32 1, ptr %shared
  call void @outside()
  ret void
}

; CHECK: attributes [[ATTRIBUTES]] = { alwaysinline nounwind speculatable willreturn memory(none) }
