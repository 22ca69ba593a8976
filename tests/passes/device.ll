; A kernel (saxpy with a check of both indices, as Rust compiles it) becomes a vectorised loop without bounds checks.
; REQUIRES: x86
; RUN: %opt '-passes=offload-device<cpu>,verify' -S %s | FileCheck %s --implicit-check-not="@__offload_global_id_x"
;
; The order of the passes matters: the vectoriser finds nothing when there is no loop over threads.
; RUN: %opt -passes='default<O3>,verify' -S %s | FileCheck %s --check-prefix=PLAIN

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"

declare i64 @__offload_global_id_x() nounwind willreturn memory(none) speculatable
declare void @__offload_exit() cold noreturn nounwind

; CHECK-LABEL: define internal {{.*}}@__offload_entry_saxpy.loop(
; CHECK-SAME: ptr noalias {{.*}}readonly
; The ranges at both ends, for which irce found no proof, still check, and panic.
; CHECK: call {{.*}}@panic_bounds_check
; The main loop: two loads, a product, a sum and a store of vectors, without a check between them.
; CHECK: vector.body:
; CHECK-NOT: br {{i1|label}}
; CHECK: load <[[N:[0-9]+]] x float>
; CHECK-NOT: br {{i1|label}}
; CHECK: fmul <[[N]] x float>
; No contraction: plain Rust rounds twice.
; CHECK-NOT: contract
; CHECK-NOT: fma
; CHECK-NOT: br {{i1|label}}
; CHECK: fadd <[[N]] x float>
; CHECK-NOT: br {{i1|label}}
; CHECK: store <[[N]] x float>
; CHECK: br i1 {{.*}}vector.body
; CHECK: define protected void @__offload_entry_saxpy(i64 {{.*}}%0, ptr

; PLAIN: define void @__offload_entry_saxpy
; PLAIN-NOT: x float>
define internal void @panic_bounds_check() cold noinline noreturn nounwind {
  call void @__offload_exit()
  unreachable
}

define void @__offload_entry_saxpy(i64 %a.bits, ptr noalias nonnull readonly align 4 %x, i64 %x.length, ptr noalias nonnull align 4 %y, i64 %y.length) nounwind "offload-rank"="1" "offload-name"="saxpy" {
  %a.low = trunc i64 %a.bits to i32
  %a = bitcast i32 %a.low to float
  %i = call i64 @__offload_global_id_x()
  %x.in = icmp ult i64 %i, %x.length
  br i1 %x.in, label %x.fine, label %bad
x.fine:
  %y.in = icmp ult i64 %i, %y.length
  br i1 %y.in, label %y.fine, label %bad
y.fine:
  %x.at = getelementptr inbounds float, ptr %x, i64 %i
  %x.i = load float, ptr %x.at
  %product = fmul float %a, %x.i
  %y.at = getelementptr inbounds float, ptr %y, i64 %i
  %y.i = load float, ptr %y.at
  %sum = fadd float %product, %y.i
  store float %sum, ptr %y.at
  ret void
bad:
  call void @panic_bounds_check()
  unreachable
}
