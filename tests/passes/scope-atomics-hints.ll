; The pass removes hints for the host's compiler (compiler_fence) and processor (spin_loop), at which the back ends abort.
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes=offload-scope-atomics,verify -S | FileCheck %s --implicit-check-not=fence --implicit-check-not='call {{.*}}pause'
; RUN: sed -e 's/TRIPLE/amdgcn-amd-amdhsa/' %s | %opt -passes=offload-scope-atomics,verify -S | FileCheck %s --implicit-check-not=fence --implicit-check-not='call {{.*}}pause'

target triple = "TRIPLE"

declare void @llvm.x86.sse2.pause()

; CHECK-LABEL: define void @kernel
define void @kernel(ptr %p) {
; CHECK: store i32 1, ptr %p
  store i32 1, ptr %p
  fence syncscope("singlethread") seq_cst
  call void @llvm.x86.sse2.pause()
; CHECK-NEXT: store i32 2, ptr %p
  store i32 2, ptr %p
; CHECK-NEXT: ret void
  ret void
}
