; On GPUs, too, a function that reads its ids from memory touches memory, and so do its callers. Otherwise LLVM could move the call in
; front of the stores that fill this memory.
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes=offload-build-gpu-entries,verify -S | FileCheck %s
; RUN: sed -e 's/TRIPLE/amdgcn-amd-amdhsa/' %s | %opt -passes=offload-build-gpu-entries,verify -S | FileCheck %s
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes='offload-build-gpu-entries,default<O3>,verify' -S | FileCheck %s --check-prefix=O3

target triple = "TRIPLE"
declare i64 @__offload_global_id_x() nounwind willreturn memory(none) speculatable

; CHECK: define internal i64 @mix(i64 %n) [[PLAIN:#[0-9]+]]
define internal i64 @mix(i64 %n) noinline nounwind willreturn memory(none) speculatable {
  %id = call i64 @__offload_global_id_x()
  %sum = add i64 %id, %n
  ret i64 %sum
}

; CHECK: define internal i64 @through(i64 %n) [[PLAIN]]
define internal i64 @through(i64 %n) noinline nounwind memory(none) {
  %v = call i64 @mix(i64 %n) memory(none)
  ret i64 %v
}

; CHECK: define protected {{.*}}void @__offload_entry_k({{.*}} [[ENTRY:#[0-9]+]]
; O3-LABEL: define protected {{.*}}void @__offload_entry_k(
; O3: store i64 {{.*}} addrspace(3)
; O3: call {{.*}}i64 @through(
define void @__offload_entry_k(i64 %n, i64 %count, ptr noalias align 8 %y) nounwind memory(argmem: write) "offload-rank"="1" "offload-max-block"="256" "offload-name"="k" {
entry:
  br label %header
header:
  %i = phi i64 [ 0, %entry ], [ %next, %header ]
  %v = call i64 @through(i64 %n)
  %at = getelementptr i64, ptr %y, i64 %i
  store i64 %v, ptr %at
  %next = add nuw nsw i64 %i, 1
  %more = icmp ult i64 %next, %count
  br i1 %more, label %header, label %exit
exit:
  ret void
}

; CHECK-DAG: attributes [[PLAIN]] = { noinline nounwind }
; CHECK-DAG: attributes [[ENTRY]] = { nounwind "
