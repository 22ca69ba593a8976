; Grid and block are linear on the device: rank 3 divides by what the hidden words say of x, then of y.
; RUN: %opt -passes=offload-build-gpu-entries,verify -S %s | FileCheck %s

target triple = "nvptx64-nvidia-cuda"

declare i32 @__offload_thread_id_x()
declare i32 @__offload_thread_id_y()
declare i32 @__offload_thread_id_z()
declare i32 @__offload_block_id_x()
declare i32 @__offload_block_id_y()
declare i32 @__offload_block_id_z()
declare void @threads(i32, i32, i32)
declare void @blocks(i32, i32, i32)

; CHECK: define protected ptx_kernel void @__offload_entry_k(i64 [[GXY:%[0-9]+]], i64 [[GZBX:%[0-9]+]], i64 [[BYZ:%[0-9]+]],
; CHECK-DAG: [[T:%.*]] = zext i32 {{.*}} to i64
; CHECK-DAG: [[B:%.*]] = zext i32 {{.*}} to i64
; CHECK: [[BX:%.*]] = lshr i64 [[GZBX]], 32
; CHECK: [[GX:%.*]] = and i64 [[GXY]], 4294967295
; CHECK: [[TX:%.*]] = urem i64 [[T]], [[BX]]
; CHECK: [[BLX:%.*]] = urem i64 [[B]], [[GX]]
; CHECK: [[T1:%.*]] = udiv i64 [[T]], [[BX]]
; CHECK: [[B1:%.*]] = udiv i64 [[B]], [[GX]]
; CHECK: [[BY:%.*]] = and i64 [[BYZ]], 4294967295
; CHECK: [[GY:%.*]] = lshr i64 [[GXY]], 32
; CHECK: [[TY:%.*]] = urem i64 [[T1]], [[BY]]
; CHECK: [[BLY:%.*]] = urem i64 [[B1]], [[GY]]
; CHECK: [[TZ:%.*]] = udiv i64 [[T1]], [[BY]]
; CHECK: [[BLZ:%.*]] = udiv i64 [[B1]], [[GY]]
; CHECK-DAG: [[TX32:%.*]] = trunc i64 [[TX]] to i32
; CHECK-DAG: [[TY32:%.*]] = trunc i64 [[TY]] to i32
; CHECK-DAG: [[TZ32:%.*]] = trunc i64 [[TZ]] to i32
; CHECK: call void @threads(i32 [[TX32]], i32 [[TY32]], i32 [[TZ32]])
; CHECK-DAG: [[BX32:%.*]] = trunc i64 [[BLX]] to i32
; CHECK-DAG: [[BY32:%.*]] = trunc i64 [[BLY]] to i32
; CHECK-DAG: [[BZ32:%.*]] = trunc i64 [[BLZ]] to i32
; CHECK: call void @blocks(i32 [[BX32]], i32 [[BY32]], i32 [[BZ32]])
define void @__offload_entry_k() "offload-rank"="3" "offload-max-block"="256" "offload-name"="k" {
  %tx = call i32 @__offload_thread_id_x()
  %ty = call i32 @__offload_thread_id_y()
  %tz = call i32 @__offload_thread_id_z()
  call void @threads(i32 %tx, i32 %ty, i32 %tz)
  %bx = call i32 @__offload_block_id_x()
  %by = call i32 @__offload_block_id_y()
  %bz = call i32 @__offload_block_id_z()
  call void @blocks(i32 %bx, i32 %by, i32 %bz)
  ret void
}
