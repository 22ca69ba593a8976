; Every device intrinsic becomes a declaration whose attributes come from the contract, not from the fallback's body.
; RUN: %opt -passes=offload-make-intrinsics-opaque,verify -S %s | FileCheck %s
;
; If the body of a thread id were still there at inlining, every thread would be thread 0.
; RUN: %opt -passes='offload-make-intrinsics-opaque,default<O3>,verify' -S %s | FileCheck %s --check-prefix=O3
; The bodies matter: without the pass, only the fallback's result remains.
; RUN: %opt -passes='default<O3>,verify' -S %s | FileCheck %s --check-prefix=FOLDED

$__offload_thread_id_x = comdat any

; CHECK-NOT: define {{.*}} @__offload_
; CHECK: declare {{.*}}i32 @__offload_thread_id_x() [[ID:#[0-9]+]]
; CHECK-NOT: comdat
define hidden i32 @__offload_thread_id_x() noinline uwtable comdat {
  ret i32 0
}

; offload-gate refuses a launch in a kernel. With this body, the launch would be the fallback.
; CHECK: declare i32 @__offload_launch(ptr, ptr, ptr, ptr){{$}}
define hidden i32 @__offload_launch(ptr %entry, ptr %descriptor, ptr %slots, ptr %params) noinline memory(none) {
  ret i32 1
}

; CHECK: declare i32 @__offload_block_id_y() [[ID]]
define i32 @__offload_block_id_y() {
  ret i32 0
}

; CHECK: declare i32 @__offload_block_size_z() [[ID]]
define i32 @__offload_block_size_z() {
  ret i32 1
}

; CHECK: declare i32 @__offload_grid_size_x() [[ID]]
define i32 @__offload_grid_size_x() {
  ret i32 1
}

; CHECK: declare i64 @__offload_global_id_x() [[ID]]
define i64 @__offload_global_id_x() {
  ret i64 0
}

; The fallback's report is always null. LLVM infers `memory(none)` from that, and this attribute must not outlive the body.
; CHECK: declare ptr @__offload_report() [[REPORT:#[0-9]+]]
define noalias ptr @__offload_report() memory(none) {
  ret ptr null
}

; CHECK: declare ptr @__offload_dynamic_shared() [[ID]]
define ptr @__offload_dynamic_shared() {
  ret ptr inttoptr (i64 16 to ptr)
}

; CHECK: declare void @__offload_exit() [[EXIT:#[0-9]+]]
define void @__offload_exit() memory(none) {
  unreachable
}

; CHECK-LABEL: define i64 @sum
; O3-LABEL: define {{.*}}i64 @sum
; FOLDED-LABEL: define {{.*}}i64 @sum
; FOLDED-NEXT: ret i64 0
define i64 @sum() {
  %thread = call i32 @__offload_thread_id_x()
  %block = call i32 @__offload_block_id_y()
  %global = call i64 @__offload_global_id_x()
  %wide = zext i32 %thread to i64
  %wide.block = zext i32 %block to i64
  %part = add i64 %wide, %wide.block
  %sum = add i64 %part, %global
; O3-DAG: call i32 @__offload_thread_id_x()
; O3-DAG: call i32 @__offload_block_id_y()
; O3-DAG: call i64 @__offload_global_id_x()
; O3: ret i64
  ret i64 %sum
}

; Each use reads the report again: a panic may have written it in between.
; O3-LABEL: define {{.*}}i1 @report_changes
; O3-COUNT-2: call ptr @__offload_report()
define i1 @report_changes() {
  %before = call ptr @__offload_report()
  call void @elsewhere()
  %after = call ptr @__offload_report()
  %same = icmp eq ptr %before, %after
  ret i1 %same
}

; The code behind an exit is gone.
; O3-LABEL: define {{.*}}void @exits
; O3: tail call void @__offload_exit()
; O3-NEXT: unreachable
define void @exits() {
  call void @__offload_exit()
  call void @elsewhere()
  ret void
}

declare void @elsewhere()

; Attributes that LLVM inferred from the body must not remain at a call either.
; CHECK-LABEL: define i32 @inferred_at_call
; CHECK: call i32 @__offload_thread_id_x(){{$}}
define i32 @inferred_at_call() {
  %id = call range(i32 0, 1) i32 @__offload_thread_id_x()
  ret i32 %id
}

; CHECK-DAG: attributes [[ID]] = { nounwind speculatable willreturn memory(none) }
; CHECK-DAG: attributes [[REPORT]] = { nounwind willreturn memory(read) }
; CHECK-DAG: attributes [[EXIT]] = { cold noreturn nounwind }
