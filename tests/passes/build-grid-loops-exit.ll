; `__offload_exit` leaves the chunk by longjmp: the chunk's remaining threads do not run, but the other chunks do.
; RUN: %opt -passes=offload-build-grid-loops,verify -S %s | FileCheck %s
; The attributes that setjmp needs at its caller survive optimisation.
; RUN: %opt -passes='offload-build-grid-loops,default<O3>,verify' -S %s | FileCheck %s --check-prefix=O3

; CHECK: @offload.escape = internal thread_local global ptr null

; CHECK: define internal void @__offload_exit() [[EXIT:#[0-9]+]] {
; CHECK: [[AT:%.*]] = call ptr @llvm.threadlocal.address.p0(ptr @offload.escape)
; CHECK: [[BUFFER:%.*]] = load ptr, ptr [[AT]]
; CHECK: call void @longjmp(ptr [[BUFFER]], i32 1) [[NORETURN:#[0-9]+]]
; CHECK-NEXT: unreachable
declare void @__offload_exit() noreturn

define void @__offload_entry_k(i1 %bad, ptr %y) "offload-rank"="1" "offload-name"="k" {
  br i1 %bad, label %panic, label %fine
panic:
  call void @__offload_exit()
  unreachable
fine:
  store i32 1, ptr %y
  ret void
}

; CHECK-LABEL: define internal void @__offload_entry_k.chunk(
; CHECK: [[BUFFER:%.*]] = alloca [256 x i8], align 16
; CHECK-NEXT: [[AT:%.*]] = call ptr @llvm.threadlocal.address.p0(ptr @offload.escape)
; CHECK-NEXT: store ptr [[BUFFER]], ptr [[AT]]
; CHECK-NEXT: [[JUMPED:%.*]] = call i32 @_setjmp(ptr [[BUFFER]]) [[TWICE:#[0-9]+]]
; CHECK-NEXT: [[FIRST:%.*]] = icmp eq i32 [[JUMPED]], 0
; CHECK-NEXT: br i1 [[FIRST]], label %run, label %done
; CHECK: run:
; CHECK-NEXT: call void @__offload_entry_k.loop(
; CHECK-NEXT: br label %done
; CHECK: done:
; CHECK-NEXT: ret void

; CHECK: declare i32 @_setjmp(ptr) [[TWICE]]
; CHECK-DAG: attributes [[EXIT]] = { cold noreturn nounwind }
; CHECK-DAG: attributes [[NORETURN]] = { noreturn }
; CHECK-DAG: attributes [[TWICE]] = { returns_twice }

; O3-LABEL: define internal void @__offload_entry_k.chunk(
; O3: store ptr {{.*}}, ptr {{.*}}
; O3: call i32 @_setjmp(ptr {{.*}}) #
; O3: call {{.*}}void @__offload_entry_k.loop(
