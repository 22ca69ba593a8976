; A kernel of rank 1 becomes an entry, a chunk, a loop over x, and a thread function with the ids as parameters.
; RUN: %opt -passes=offload-build-grid-loops,verify -S %s | FileCheck %s --implicit-check-not=thread_local --implicit-check-not=setjmp --implicit-check-not=longjmp

declare i64 @__offload_global_id_x()
declare i64 @__offload_global_id_y()
declare i64 @__offload_global_id_z()
declare i32 @__offload_thread_id_x()
declare i32 @__offload_block_id_x()
declare i32 @__offload_block_size_y()
declare i32 @__offload_block_size_z()
declare i32 @__offload_grid_size_x()
declare i32 @__offload_grid_size_y()
declare i32 @__offload_grid_size_z()
declare ptr @__offload_report()
declare void @use(...)

; One thread. Its last seven parameters: global x, y, z; grid x and y, grid z and block x, block y and z, two `u32` in each, the
; first in the low half; the report. The ids are computed from them where the kernel uses them, and no intrinsic remains.
; CHECK: define internal void @__offload_entry_k.thread(i64 %n, ptr %y, i64 [[X:%[0-9]+]], i64 [[Y:%[0-9]+]], i64 [[Z:%[0-9]+]], i64 [[GXY:%[0-9]+]], i64 [[GZBX:%[0-9]+]], i64 [[BYZ:%[0-9]+]], ptr [[REPORT:%[0-9]+]]) [[THREAD:#[0-9]+]] {
; CHECK-NOT: call {{.*}}@__offload_
; CHECK: call void (...) @use(i64 [[X]], i64 [[Y]], i64 [[Z]], ptr [[REPORT]])
; CHECK: [[BX:%.*]] = lshr i64 [[GZBX]], 32
; CHECK: [[TID:%.*]] = urem i64 [[X]], [[BX]]
; CHECK: [[TID32:%.*]] = trunc i64 [[TID]] to i32
; CHECK: [[BX2:%.*]] = lshr i64 [[GZBX]], 32
; CHECK: [[BID:%.*]] = udiv i64 [[X]], [[BX2]]
; CHECK: [[BID32:%.*]] = trunc i64 [[BID]] to i32
; CHECK: call void (...) @use(i32 [[TID32]], i32 [[BID32]])
; CHECK: [[BY:%.*]] = and i64 [[BYZ]], 4294967295
; CHECK: [[BY32:%.*]] = trunc i64 [[BY]] to i32
; CHECK: [[BZ:%.*]] = lshr i64 [[BYZ]], 32
; CHECK: [[BZ32:%.*]] = trunc i64 [[BZ]] to i32
; CHECK: call void (...) @use(i32 [[BY32]], i32 [[BZ32]])
; CHECK: [[GX:%.*]] = and i64 [[GXY]], 4294967295
; CHECK: [[GX32:%.*]] = trunc i64 [[GX]] to i32
; CHECK: [[GY:%.*]] = lshr i64 [[GXY]], 32
; CHECK: [[GY32:%.*]] = trunc i64 [[GY]] to i32
; CHECK: [[GZ:%.*]] = and i64 [[GZBX]], 4294967295
; CHECK: [[GZ32:%.*]] = trunc i64 [[GZ]] to i32
; CHECK: call void (...) @use(i32 [[GX32]], i32 [[GY32]], i32 [[GZ32]])
; No function outside reads ids, so the body stores nothing.
; CHECK-NOT: store
; CHECK: ret void
define void @__offload_entry_k(i64 %n, ptr noalias nonnull align 4 %y) "offload-rank"="1" "offload-name"="k" {
  %x.id = call i64 @__offload_global_id_x()
  %y.id = call i64 @__offload_global_id_y()
  %z.id = call i64 @__offload_global_id_z()
  %report = call ptr @__offload_report()
  call void (...) @use(i64 %x.id, i64 %y.id, i64 %z.id, ptr %report)
  %thread = call i32 @__offload_thread_id_x()
  %block = call i32 @__offload_block_id_x()
  call void (...) @use(i32 %thread, i32 %block)
  %by = call i32 @__offload_block_size_y()
  %bz = call i32 @__offload_block_size_z()
  call void (...) @use(i32 %by, i32 %bz)
  %gx = call i32 @__offload_grid_size_x()
  %gy = call i32 @__offload_grid_size_y()
  %gz = call i32 @__offload_grid_size_z()
  call void (...) @use(i32 %gx, i32 %gy, i32 %gz)
  ret void
}

; The loop has a guard, a counter from 0, and an `ult` latch. It is never inlined, because `noalias` holds for parameters only.
; CHECK: define internal void @__offload_entry_k.loop(i64 %0, ptr noalias nonnull align 4 %1, i64 %2, i64 %3, i64 %4, ptr %5, i64 [[BEGIN:%.*]], i64 [[END:%.*]]) [[LOOP:#[0-9]+]] {
; CHECK-NEXT: entry:
; CHECK-NEXT: [[COUNT:%.*]] = sub nuw i64 [[END]], [[BEGIN]]
; CHECK-NEXT: [[ANY:%.*]] = icmp ult i64 0, [[COUNT]]
; CHECK-NEXT: br i1 [[ANY]], label %outer, label %outer.end
; CHECK: outer:
; CHECK-NEXT: [[I:%.*]] = phi i64 [ 0, %entry ], [ [[NEXT:%.*]], %outer ]
; CHECK-NEXT: [[INDEX:%.*]] = add nuw nsw i64 [[BEGIN]], [[I]]
; CHECK-NEXT: call void @__offload_entry_k.thread(i64 %0, ptr %1, i64 [[INDEX]], i64 0, i64 0, i64 %2, i64 %3, i64 %4, ptr %5)
; CHECK-NEXT: [[NEXT]] = add nuw nsw i64 [[I]], 1
; CHECK-NEXT: [[MORE:%.*]] = icmp ult i64 [[NEXT]], [[COUNT]]
; CHECK-NEXT: br i1 [[MORE]], label %outer, label %outer.end
; CHECK: outer.end:
; CHECK-NEXT: ret void

; The chunk, which parallel_for calls, unpacks the values that the entry packed.
; CHECK: define internal void @__offload_entry_k.chunk(ptr [[ARGS:%.*]], i64 [[FROM:%.*]], i64 [[TO:%.*]])
; CHECK-COUNT-6: load {{.*}}
; CHECK: call void @__offload_entry_k.loop({{.*}}, i64 [[FROM]], i64 [[TO]])
; CHECK-NEXT: ret void

; The entry is exported and has the hidden slots behind the user's; x is split in multiples of a block.
; CHECK: define protected void @__offload_entry_k(i64 %0, ptr %1, i64 [[GXY:%.*]], i64 [[GZBX:%.*]], i64 [[BYZ:%.*]], ptr [[CONTEXT:%.*]], ptr [[REPORT:%.*]])
; CHECK: [[PACKED:%.*]] = alloca { i64, ptr, i64, i64, i64, ptr }
; CHECK-DAG: store i64 %0, ptr
; CHECK-DAG: store ptr %1, ptr
; CHECK-DAG: store i64 [[GXY]], ptr
; CHECK-DAG: store i64 [[GZBX]], ptr
; CHECK-DAG: store i64 [[BYZ]], ptr
; CHECK-DAG: store ptr [[REPORT]], ptr
; CHECK: [[BX:%.*]] = lshr i64 [[GZBX]], 32
; CHECK: [[GX:%.*]] = and i64 [[GXY]], 4294967295
; CHECK: [[WIDTH:%.*]] = mul nuw i64 [[GX]], [[BX]]
; CHECK: [[GRAIN:%.*]] = lshr i64 [[GZBX]], 32
; CHECK: [[FOR:%.*]] = load ptr, ptr [[CONTEXT]]
; CHECK-NEXT: call void [[FOR]](ptr [[CONTEXT]], ptr @__offload_entry_k.chunk, ptr [[PACKED]], i64 [[WIDTH]], i64 [[GRAIN]])
; CHECK-NEXT: ret void

; CHECK-DAG: attributes [[THREAD]] = { alwaysinline nounwind }
; CHECK-DAG: attributes [[LOOP]] = { noinline nounwind }
