; Kernels of rank 2 and 3 are split by rows: the chunk's index is y + z * height, and x is the inner loop, so that LLVM vectorises it.
; RUN: split-file %s %t
; RUN: %opt -passes=offload-build-grid-loops,verify -S %t/two.ll | FileCheck %t/two.ll
; RUN: %opt -passes=offload-build-grid-loops,verify -S %t/three.ll | FileCheck %t/three.ll

;--- two.ll
define void @__offload_entry_k(ptr %y) "offload-rank"="2" "offload-name"="k" {
  store i32 1, ptr %y
  ret void
}
; CHECK: define internal void @__offload_entry_k.loop(ptr %0, i64 [[GXY:%.*]], i64 [[GZBX:%.*]], i64 [[BYZ:%.*]], ptr %4, i64 [[BEGIN:%.*]], i64 [[END:%.*]])
; CHECK: [[ROWS:%.*]] = sub nuw i64 [[END]], [[BEGIN]]
; CHECK-NEXT: [[BX:%.*]] = lshr i64 [[GZBX]], 32
; CHECK-NEXT: [[GX:%.*]] = and i64 [[GXY]], 4294967295
; CHECK-NEXT: [[WIDTH:%.*]] = mul nuw i64 [[GX]], [[BX]]
; No division.
; CHECK-NOT: div
; CHECK-NOT: rem
; CHECK: icmp ult i64 0, [[ROWS]]
; CHECK: outer:
; CHECK: [[ROW:%.*]] = add nuw nsw i64 [[BEGIN]], %outer.counter
; CHECK-NEXT: [[ANY:%.*]] = icmp ult i64 0, [[WIDTH]]
; CHECK-NEXT: br i1 [[ANY]], label %x, label %x.end
; CHECK: x:
; CHECK-NEXT: [[X:%.*]] = phi i64 [ 0, %outer ], [ [[NEXT:%.*]], %x ]
; CHECK-NEXT: call void @__offload_entry_k.thread(ptr %0, i64 [[X]], i64 [[ROW]], i64 0, i64 [[GXY]], i64 [[GZBX]], i64 [[BYZ]], ptr %4)
; CHECK-NEXT: [[NEXT]] = add nuw nsw i64 [[X]], 1
; CHECK-NEXT: [[MORE:%.*]] = icmp ult i64 [[NEXT]], [[WIDTH]]
; CHECK-NEXT: br i1 [[MORE]], label %x, label %x.end
; CHECK: x.end:
; CHECK: icmp ult i64 %outer.next, [[ROWS]]

; The loop runs over as many rows as y has threads, one at a time.
; CHECK: define protected void @__offload_entry_k(ptr %0, i64 [[GXY:%.*]], i64 [[GZBX:%.*]], i64 [[BYZ:%.*]], ptr [[CONTEXT:%.*]], ptr
; CHECK: [[BY:%.*]] = and i64 [[BYZ]], 4294967295
; CHECK-NEXT: [[GY:%.*]] = lshr i64 [[GXY]], 32
; CHECK-NEXT: [[HEIGHT:%.*]] = mul nuw i64 [[GY]], [[BY]]
; CHECK: call void %{{.*}}(ptr [[CONTEXT]], ptr @__offload_entry_k.chunk, ptr %{{.*}}, i64 [[HEIGHT]], i64 1)

;--- three.ll
define void @__offload_entry_k(ptr %y) "offload-rank"="3" "offload-name"="k" {
  store i32 1, ptr %y
  ret void
}
; CHECK: define internal void @__offload_entry_k.loop(ptr %0, i64 [[GXY:%.*]], i64 [[GZBX:%.*]], i64 [[BYZ:%.*]], ptr %4, i64 [[BEGIN:%.*]], i64 [[END:%.*]])
; A grid of one row is split along the row: begin and end are values of x.
; CHECK: %one.row = icmp eq i64 %rows, 1
; CHECK-NEXT: br i1 %one.row, label %one, label %more
; CHECK: more:
; CHECK: [[BY:%.*]] = and i64 [[BYZ]], 4294967295
; CHECK-NEXT: [[GY:%.*]] = lshr i64 [[GXY]], 32
; CHECK-NEXT: [[HEIGHT:%.*]] = mul nuw i64 [[GY]], [[BY]]
; CHECK: only:
; CHECK: [[X:%.*]] = add nuw nsw i64 [[BEGIN]], %only.counter
; CHECK-NEXT: call void @__offload_entry_k.thread(ptr %0, i64 [[X]], i64 0, i64 0, i64 [[GXY]]
; CHECK: outer:
; CHECK: [[ROW:%.*]] = add nuw nsw i64 [[BEGIN]], %outer.counter
; CHECK-NEXT: [[Y:%.*]] = urem i64 [[ROW]], [[HEIGHT]]
; CHECK-NEXT: [[Z:%.*]] = udiv i64 [[ROW]], [[HEIGHT]]
; CHECK: x:
; CHECK-NEXT: [[X:%.*]] = phi i64 [ 0, %outer ]
; CHECK-NEXT: call void @__offload_entry_k.thread(ptr %0, i64 [[X]], i64 [[Y]], i64 [[Z]], i64 [[GXY]]

; CHECK: define protected void @__offload_entry_k(ptr %0, i64 [[GXY:%.*]], i64 [[GZBX:%.*]], i64 [[BYZ:%.*]], ptr [[CONTEXT:%.*]], ptr
; CHECK: [[BY:%.*]] = and i64 [[BYZ]], 4294967295
; CHECK-NEXT: [[GY:%.*]] = lshr i64 [[GXY]], 32
; CHECK-NEXT: [[HEIGHT:%.*]] = mul nuw i64 [[GY]], [[BY]]
; CHECK-NEXT: [[BZ:%.*]] = lshr i64 [[BYZ]], 32
; CHECK-NEXT: [[GZ:%.*]] = and i64 [[GZBX]], 4294967295
; CHECK-NEXT: [[DEPTH:%.*]] = mul nuw i64 [[GZ]], [[BZ]]
; CHECK-NEXT: %rows = mul i64 [[HEIGHT]], [[DEPTH]]
; CHECK-NEXT: %one.row = icmp eq i64 %rows, 1
; CHECK-NEXT: [[UNITS:%.*]] = select i1 %one.row, i64 %{{.*}}, i64 %rows
; CHECK-NEXT: [[GRAIN:%.*]] = select i1 %one.row, i64 %{{.*}}, i64 1
; CHECK: call void %{{.*}}(ptr [[CONTEXT]], ptr @__offload_entry_k.chunk, ptr %{{.*}}, i64 [[UNITS]], i64 [[GRAIN]])
