; A mutable static that a kernel reaches becomes an external declaration, which the gate refuses. With its initialiser, LLVM would fold a
; read to a value that the host may have changed since.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-outline-kernels,verify -S | FileCheck %s
; RUN: cat %inputs/kernels.ll %s | %opt -passes='offload-outline-kernels,default<O3>,verify' -S | FileCheck %s --check-prefix=O3

; CHECK-DAG: @counter = external {{.*}}global i32
@counter = internal global i32 7
; CHECK-DAG: @per_thread = external {{.*}}thread_local global i32
@per_thread = internal thread_local global i32 7
; Read-only statics are copied.
; CHECK-DAG: @limit = internal constant i32 9
@limit = internal constant i32 9
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @descriptor.empty }, section ".offload.records"

; O3-LABEL: define void @__offload_entry__RNvC3app5empty
; O3: load i32, ptr @counter
; O3: store i32 {{.*}}, ptr @counter
define void @_RNvC3app5empty() {
  %v = load i32, ptr @counter
  %t = load i32, ptr @per_thread
  %l = load i32, ptr @limit
  %vt = add i32 %v, %t
  %sum = add i32 %vt, %l
  store i32 %sum, ptr @counter
  ret void
}
