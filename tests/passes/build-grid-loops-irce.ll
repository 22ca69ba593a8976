; The loop has the form and the mark that irce needs: irce removes the bounds check from the main loop.
; RUN: %opt -passes='offload-build-grid-loops,always-inline,function(loop-simplify,lcssa),offload-constrain-grid-loops,function(simplifycfg,instcombine<no-verify-fixpoint>),verify' -S %s | FileCheck %s
; Without irce the check remains.
; RUN: %opt -passes='offload-build-grid-loops,always-inline,function(loop-simplify,lcssa,simplifycfg,instcombine<no-verify-fixpoint>),verify' -S %s | FileCheck %s --check-prefix=CHECKED

declare i64 @__offload_global_id_x()
declare void @panics() cold noreturn

; CHECK-LABEL: define internal void @__offload_entry_k.loop(
; CHECK: outer:
; CHECK-NOT: br
; CHECK: store i32 1
; CHECK-NOT: br
; CHECK: icmp ult i64 %outer.next, %exit.mainloop.at
; CHECK-NEXT: br i1
; The loops before and after it keep the check.
; CHECK: outer.postloop:
; CHECK: icmp ult i64 {{.*}}, %2

; CHECKED-LABEL: define internal void @__offload_entry_k.loop(
; CHECKED: outer:
; CHECKED: icmp ult i64 {{.*}}, %2
; CHECKED: store i32 1
define void @__offload_entry_k(i64 %bits, ptr noalias align 4 %y, i64 %length) "offload-rank"="1" "offload-name"="k" {
  %i = call i64 @__offload_global_id_x()
  %in = icmp ult i64 %i, %length
  br i1 %in, label %fine, label %bad
fine:
  %at = getelementptr i32, ptr %y, i64 %i
  store i32 1, ptr %at
  ret void
bad:
  call void @panics()
  unreachable
}
