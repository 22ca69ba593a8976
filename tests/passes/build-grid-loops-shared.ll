; Dynamic shared memory on the CPU: a chunk is a number of whole blocks, one after another, with one buffer.
; RUN: %opt -passes=offload-build-grid-loops,verify -S %s | FileCheck %s
; RUN: %opt -passes='offload-build-grid-loops,default<O3>,verify' -S %s | FileCheck %s --check-prefix=O3

; CHECK: @offload.dynamic_shared = internal thread_local global ptr null

; The attributes of the declaration do not hold for the body, which reads memory.
; CHECK: define internal ptr @__offload_dynamic_shared() [[BODY:#[0-9]+]] {
; CHECK-NEXT: entry:
; CHECK-NEXT: [[AT:%.*]] = call ptr @llvm.threadlocal.address.p0(ptr @offload.dynamic_shared)
; CHECK-NEXT: [[MEMORY:%.*]] = load ptr, ptr [[AT]]
; CHECK-NEXT: ret ptr [[MEMORY]]
declare ptr @__offload_dynamic_shared() nounwind speculatable willreturn memory(none)
declare i32 @__offload_thread_id_x()

; All three axes of a block are inner loops; no row is split.
; CHECK-LABEL: define internal void @__offload_entry_k.loop(ptr %0, i64 %1, i64 %2, i64 %3, ptr %4, i64 %5, i64 %6)
; CHECK: block:
; CHECK: [[INDEX:%.*]] = add nuw nsw i64 %5, %block.counter
; CHECK: [[GX:%.*]] = and i64 %1, 4294967295
; CHECK-NEXT: [[BX:%.*]] = urem i64 [[INDEX]], [[GX]]
; CHECK-NEXT: [[ROW:%.*]] = udiv i64 [[INDEX]], [[GX]]
; CHECK-NEXT: [[SX:%.*]] = lshr i64 %2, 32
; CHECK-NEXT: [[FX:%.*]] = mul nuw nsw i64 [[BX]], [[SX]]
; CHECK-NEXT: [[GY:%.*]] = lshr i64 %1, 32
; CHECK-NEXT: [[BY:%.*]] = urem i64 [[ROW]], [[GY]]
; CHECK-NEXT: [[BZ:%.*]] = udiv i64 [[ROW]], [[GY]]
; CHECK-NEXT: [[SY:%.*]] = and i64 %3, 4294967295
; CHECK-NEXT: [[FY:%.*]] = mul nuw nsw i64 [[BY]], [[SY]]
; CHECK: [[SZ:%.*]] = lshr i64 %3, 32
; CHECK-NEXT: [[FZ:%.*]] = mul nuw nsw i64 [[BZ]], [[SZ]]
; CHECK: z:
; CHECK: [[Z:%.*]] = add nuw nsw i64 [[FZ]], %z.counter
; CHECK: y:
; CHECK: [[Y:%.*]] = add nuw nsw i64 [[FY]], %y.counter
; CHECK: y.end:
; CHECK: icmp ult i64 %z.next, [[SZ]]
; CHECK: x:
; CHECK: [[X:%.*]] = add nuw nsw i64 [[FX]], %x.counter
; CHECK-NEXT: call void @__offload_entry_k.thread(ptr %0, i64 [[X]], i64 [[Y]], i64 [[Z]], i64 %1, i64 %2, i64 %3, ptr %4)
; CHECK: icmp ult i64 %x.next, [[SX]]
; CHECK: x.end:
; CHECK: icmp ult i64 %y.next, [[SY]]

; CHECK: define internal void @__offload_entry_k.chunk(ptr %0, i64 %1, i64 %2)
; CHECK: %shared.bytes = load i64, ptr
; CHECK-NEXT: [[BUFFER:%.*]] = alloca i8, i64 %shared.bytes, align 16
; CHECK-NEXT: [[AT:%.*]] = call ptr @llvm.threadlocal.address.p0(ptr @offload.dynamic_shared)
; CHECK-NEXT: store ptr [[BUFFER]], ptr [[AT]]
; CHECK-NEXT: call void @__offload_entry_k.loop(ptr
; O3-LABEL: define internal void @__offload_entry_k.chunk(
; O3: alloca i8, i64 %{{.*}}, align 16
; O3: store ptr

; CHECK-LABEL: define protected void @__offload_entry_k(ptr %0, i64 %1, i64 %2, i64 %3, ptr %4, ptr %5)
; CHECK: [[XY:%.*]] = mul i64
; CHECK: [[XYZ:%.*]] = mul i64 [[XY]],
; CHECK-NEXT: [[FIELD:%.*]] = getelementptr inbounds i8, ptr %4, i64 8
; CHECK: [[BYTES:%.*]] = load i64, ptr [[FIELD]]
; CHECK: store i64 [[BYTES]], ptr
; CHECK: call void %{{.*}}(ptr %4, ptr @__offload_entry_k.chunk, ptr %{{.*}}, i64 [[XYZ]], i64 1)
define void @__offload_entry_k(ptr %y) "offload-rank"="3" "offload-name"="k" {
  %shared = call ptr @__offload_dynamic_shared()
  %thread = call i32 @__offload_thread_id_x()
  store i32 %thread, ptr %shared
  ret void
}

; A body that reaches shared memory through a call is split the same way; a body that does not is split as usual.
; CHECK-LABEL: define internal void @__offload_entry_caller.loop(
; CHECK: block:
; CHECK-LABEL: define internal void @__offload_entry_other.loop(
; CHECK-NOT: block:
; CHECK: outer:
define void @__offload_entry_caller(ptr %y) "offload-rank"="1" "offload-name"="caller" {
  call void @outside()
  ret void
}

define void @__offload_entry_other(ptr %y) "offload-rank"="1" "offload-name"="other" {
  store i32 1, ptr %y
  ret void
}

define internal void @outside() noinline {
  %shared = call ptr @__offload_dynamic_shared()
  store i32 1, ptr %shared
  ret void
}

; CHECK-DAG: attributes [[BODY]] = { alwaysinline nounwind }
