; Functions outside a body read ids from the hidden words, which the body stores in shared memory before it calls them; `__offload_exit`
; ends the thread or its wave.
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes=offload-build-gpu-entries,verify -S | FileCheck %s --check-prefixes=CHECK,NV
; RUN: sed -e 's/TRIPLE/amdgcn-amd-amdhsa/' %s | %opt -passes=offload-build-gpu-entries,verify -S | FileCheck %s --check-prefixes=CHECK,AMD

target triple = "TRIPLE"

; CHECK: @offload.hidden_words = internal addrspace(3) global { i64, i64, i64, ptr } poison
declare i64 @__offload_global_id_x()
declare ptr @__offload_report()

; CHECK: define internal void @__offload_exit()
; NV: call void @llvm.nvvm.exit()
; AMD: call void @llvm.amdgcn.endpgm()
; CHECK-NEXT: unreachable
declare void @__offload_exit() noreturn
declare void @use(i64, ptr)

; CHECK-LABEL: define internal void @panics()
; CHECK-COUNT-4: load {{.*}} addrspace(3)
; CHECK-NOT: call {{.*}}@__offload_report
; CHECK: call void @__offload_exit()
define internal void @panics() noinline {
  %x = call i64 @__offload_global_id_x()
  %report = call ptr @__offload_report()
  call void @use(i64 %x, ptr %report)
  call void @__offload_exit()
  unreachable
}

; CHECK: void @__offload_entry_k(i1 %bad, i64 [[GXY:%[0-9]+]], i64 [[GZBX:%[0-9]+]], i64 [[BYZ:%[0-9]+]], ptr {{%[0-9]+}}, ptr [[REPORT:%[0-9]+]])
; CHECK-NOT: store
; CHECK: panic:
; CHECK-DAG: store i64 [[GXY]], ptr addrspace(3)
; CHECK-DAG: store i64 [[GZBX]], ptr addrspace(3)
; CHECK-DAG: store i64 [[BYZ]], ptr addrspace(3)
; CHECK-DAG: store ptr [[REPORT]], ptr addrspace(3)
; CHECK: call void @panics()
define void @__offload_entry_k(i1 %bad) "offload-rank"="1" "offload-max-block"="256" "offload-name"="k" {
  br i1 %bad, label %panic, label %fine
panic:
  call void @panics()
  unreachable
fine:
  ret void
}
