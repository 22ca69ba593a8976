; A kernel of rank 1: the target's calling convention, the hidden slots behind the user's, and ids from the hardware without a division.
; RUN: sed -e 's/TRIPLE/nvptx64-nvidia-cuda/' %s | %opt -passes=offload-build-gpu-entries,verify -S | FileCheck %s --check-prefixes=CHECK,NV
; RUN: sed -e 's/TRIPLE/amdgcn-amd-amdhsa/' %s | %opt -passes=offload-build-gpu-entries,verify -S | FileCheck %s --check-prefixes=CHECK,AMD

target triple = "TRIPLE"

declare i64 @__offload_global_id_x()
declare i32 @__offload_thread_id_x()
declare i32 @__offload_block_id_x()
declare i32 @__offload_thread_id_y()
declare i32 @__offload_block_size_x()
declare i32 @__offload_grid_size_x()
declare ptr @__offload_report()
declare void @use(i64, i32, i32, i32, i32, i32, ptr)

; CHECK-NOT: .body
; CHECK-NOT: addrspace(3)
; NV: define protected ptx_kernel void @__offload_entry_k(i64 %n, ptr noalias nonnull align 4 %y, i64 [[GXY:%[0-9]+]], i64 [[GZBX:%[0-9]+]], i64 [[BYZ:%[0-9]+]], ptr [[CONTEXT:%[0-9]+]], ptr [[REPORT:%[0-9]+]]) [[BODY:#[0-9]+]] {
; AMD: define protected amdgpu_kernel void @__offload_entry_k(i64 %n, ptr noalias nonnull align 4 %y, i64 [[GXY:%[0-9]+]], i64 [[GZBX:%[0-9]+]], i64 [[BYZ:%[0-9]+]], ptr [[CONTEXT:%[0-9]+]], ptr [[REPORT:%[0-9]+]]) [[BODY:#[0-9]+]] {
; CHECK-NOT: div
; CHECK-NOT: rem
; NV-DAG: [[T:%.*]] = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
; NV-DAG: [[B:%.*]] = call i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
; AMD-DAG: [[T:%.*]] = call i32 @llvm.amdgcn.workitem.id.x()
; AMD-DAG: [[B:%.*]] = call i32 @llvm.amdgcn.workgroup.id.x()
; CHECK-DAG: [[THREAD:%.*]] = zext i32 [[T]] to i64
; CHECK-DAG: [[BLOCK:%.*]] = zext i32 [[B]] to i64
; CHECK-DAG: [[SIZE:%.*]] = lshr i64 [[GZBX]], 32
; CHECK: [[FIRST:%.*]] = mul nuw nsw i64 [[BLOCK]], [[SIZE]]
; CHECK: [[GLOBAL:%.*]] = add nuw nsw i64 [[FIRST]], [[THREAD]]
; CHECK: [[T32:%.*]] = trunc i64 [[THREAD]] to i32
; CHECK: [[B32:%.*]] = trunc i64 [[BLOCK]] to i32
; CHECK: [[SIZE32:%.*]] = trunc i64 {{.*}} to i32
; CHECK: [[GX:%.*]] = and i64 [[GXY]], 4294967295
; CHECK: [[GX32:%.*]] = trunc i64 [[GX]] to i32
; CHECK: call void @use(i64 [[GLOBAL]], i32 [[T32]], i32 [[B32]], i32 0, i32 [[SIZE32]], i32 [[GX32]], ptr [[REPORT]])
define void @__offload_entry_k(i64 %n, ptr noalias nonnull align 4 %y) nounwind "offload-rank"="1" "offload-max-block"="256" "offload-name"="k" {
  %global = call i64 @__offload_global_id_x()
  %thread = call i32 @__offload_thread_id_x()
  %block = call i32 @__offload_block_id_x()
; A grid of rank 1 has one row.
  %row = call i32 @__offload_thread_id_y()
  %size = call i32 @__offload_block_size_x()
  %grid = call i32 @__offload_grid_size_x()
  %report = call ptr @__offload_report()
  call void @use(i64 %global, i32 %thread, i32 %block, i32 %row, i32 %size, i32 %grid, ptr %report)
; CHECK-NOT: store
; CHECK: ret void
  ret void
}
; NV: attributes [[BODY]] = { nounwind "nvvm.maxntid"="256" "offload-max-block"="256" "offload-name"="k" "offload-rank"="1" }
; AMD: attributes [[BODY]] = { nounwind "amdgpu-flat-work-group-size"="1,256" "offload-max-block"="256" "offload-name"="k" "offload-rank"="1" }
