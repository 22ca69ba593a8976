; Grid and block are linear on the device: a kernel of rank 3 computes its place along x, then along y, with the reciprocals of their sizes.
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

; CHECK: define protected ptx_kernel void @__offload_entry_k(i64 [[GXY:%[0-9]+]], i64 [[GZBX:%[0-9]+]], i64 [[BYZ:%[0-9]+]], ptr %{{[0-9]+}}, ptr %{{[0-9]+}}, i64 [[RT:%[0-9]+]], i64 [[RGX:%[0-9]+]], i64 [[RGY:%[0-9]+]])
; CHECK-NOT: div
; CHECK-NOT: rem
; CHECK: [[T:%.*]] = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
; CHECK: [[B:%.*]] = call i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
; CHECK: [[BX:%.*]] = lshr i64 [[GZBX]], 32
; CHECK: [[GX:%.*]] = and i64 [[GXY]], 4294967295
; The thread's number divided by block x.
; CHECK: [[RBX:%.*]] = trunc i64 [[RT]] to i32
; CHECK: [[TP:%.*]] = mul nuw i32 [[T]], [[RBX]]
; CHECK: [[T1:%.*]] = lshr i32 [[TP]], 21
; The block's number divided by grid x: the upper half of 64 bits times 32 bits.
; CHECK: [[B2:%.*]] = shl nuw i32 [[B]], 1
; CHECK: [[BN:%.*]] = zext i32 [[B2]] to i64
; CHECK: [[RL:%.*]] = and i64 [[RGX]], 4294967295
; CHECK: [[PL:%.*]] = mul nuw i64 [[BN]], [[RL]]
; CHECK: [[RH:%.*]] = lshr i64 [[RGX]], 32
; CHECK: [[PH:%.*]] = mul nuw i64 [[BN]], [[RH]]
; CHECK: [[CARRY:%.*]] = lshr i64 [[PL]], 32
; CHECK: [[SUM:%.*]] = add nuw i64 [[PH]], [[CARRY]]
; CHECK: [[Q:%.*]] = lshr i64 [[SUM]], 32
; CHECK: [[B1:%.*]] = trunc i64 [[Q]] to i32
; CHECK: [[BX32:%.*]] = trunc i64 [[BX]] to i32
; CHECK: [[TXP:%.*]] = mul nuw i32 [[T1]], [[BX32]]
; CHECK: [[TX:%.*]] = sub nuw i32 [[T]], [[TXP]]
; CHECK: [[GX32:%.*]] = trunc i64 [[GX]] to i32
; CHECK: [[BLXP:%.*]] = mul nuw i32 [[B1]], [[GX32]]
; CHECK: [[BLX:%.*]] = sub nuw i32 [[B]], [[BLXP]]
; CHECK: [[TX64:%.*]] = zext i32 [[TX]] to i64
; CHECK: [[BLX64:%.*]] = zext i32 [[BLX]] to i64
; The quotients divided by block y and grid y.
; CHECK: [[RBY:%.*]] = lshr i64 [[RT]], 32
; CHECK: [[RBY32:%.*]] = trunc i64 [[RBY]] to i32
; CHECK: [[TP2:%.*]] = mul nuw i32 [[T1]], [[RBY32]]
; CHECK: [[TZ:%.*]] = lshr i32 [[TP2]], 21
; CHECK: [[B12:%.*]] = shl nuw i32 [[B1]], 1
; CHECK: and i64 [[RGY]], 4294967295
; CHECK: [[SUM2:%.*]] = add nuw i64
; CHECK: [[Q2:%.*]] = lshr i64 [[SUM2]], 32
; CHECK: [[BLZ:%.*]] = trunc i64 [[Q2]] to i32
; CHECK: [[TYP:%.*]] = mul nuw i32 [[TZ]],
; CHECK: [[TY:%.*]] = sub nuw i32 [[T1]], [[TYP]]
; CHECK: [[BLYP:%.*]] = mul nuw i32 [[BLZ]],
; CHECK: [[BLY:%.*]] = sub nuw i32 [[B1]], [[BLYP]]
; CHECK-DAG: [[TY64:%.*]] = zext i32 [[TY]] to i64
; CHECK-DAG: [[BLY64:%.*]] = zext i32 [[BLY]] to i64
; CHECK-DAG: [[TZ64:%.*]] = zext i32 [[TZ]] to i64
; CHECK-DAG: [[BLZ64:%.*]] = zext i32 [[BLZ]] to i64
; CHECK-DAG: [[TX32:%.*]] = trunc i64 [[TX64]] to i32
; CHECK-DAG: [[TY32:%.*]] = trunc i64 [[TY64]] to i32
; CHECK-DAG: [[TZ32:%.*]] = trunc i64 [[TZ64]] to i32
; CHECK: call void @threads(i32 [[TX32]], i32 [[TY32]], i32 [[TZ32]])
; CHECK-DAG: [[BX_:%.*]] = trunc i64 [[BLX64]] to i32
; CHECK-DAG: [[BY_:%.*]] = trunc i64 [[BLY64]] to i32
; CHECK-DAG: [[BZ_:%.*]] = trunc i64 [[BLZ64]] to i32
; CHECK: call void @blocks(i32 [[BX_]], i32 [[BY_]], i32 [[BZ_]])
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
