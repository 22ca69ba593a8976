; The pass lets irce split a grid loop; its middle part then has no bounds check. A user's loop without the mark keeps its check.
; RUN: %opt -passes='offload-constrain-grid-loops,verify' -S %s | FileCheck %s
; Without the mark irce would split both loops.
; RUN: %opt -passes='function(irce),verify' -S %s | FileCheck %s --check-prefix=BOTH

declare void @panics() cold noreturn

; CHECK-LABEL: define void @grid(
; CHECK: exit.mainloop.at
; CHECK: header.postloop:
; BOTH-LABEL: define void @grid(
; BOTH: header.postloop:
define void @grid(ptr %y, i64 %length, i64 range(i64 0, 4294967296) %count) {
entry:
  %any = icmp ult i64 0, %count
  br i1 %any, label %before, label %exit
before:
  br label %header
header:
  %i = phi i64 [ 0, %before ], [ %next, %latch ]
  %in = icmp ult i64 %i, %length
  br i1 %in, label %latch, label %bad
latch:
  %at = getelementptr i32, ptr %y, i64 %i
  store i32 1, ptr %at
  %next = add nuw nsw i64 %i, 1
  %more = icmp ult i64 %next, %count
  br i1 %more, label %header, label %done, !llvm.loop !0
done:
  br label %exit
exit:
  ret void
bad:
  call void @panics()
  unreachable
}

; CHECK-LABEL: define void @inner(
; CHECK-NOT: postloop
; The pass has removed the mark that hid the loop.
; CHECK-NOT: loop_constrainer
; BOTH-LABEL: define void @inner(
; BOTH: inner.postloop:
define void @inner(ptr %y, i64 %length, i64 range(i64 0, 4294967296) %count, i64 %n) {
entry:
  %any = icmp ult i64 0, %count
  br i1 %any, label %before, label %exit
before:
  br label %header
header:
  %i = phi i64 [ 0, %before ], [ %next, %latch ]
  br label %inner
inner:
  %j = phi i64 [ 0, %header ], [ %j.next, %inner.latch ]
  %in = icmp ult i64 %j, %length
  br i1 %in, label %inner.latch, label %bad
inner.latch:
  %at = getelementptr i32, ptr %y, i64 %j
  %old = atomicrmw add ptr %at, i32 1 monotonic
  %j.next = add nuw nsw i64 %j, 1
  %j.more = icmp ult i64 %j.next, 1000
  br i1 %j.more, label %inner, label %latch
latch:
  %next = add nuw nsw i64 %i, 1
  %more = icmp ult i64 %next, %count
  br i1 %more, label %header, label %done, !llvm.loop !2
done:
  br label %exit
exit:
  ret void
bad:
  call void @panics()
  unreachable
}

!0 = distinct !{!0, !1}
!1 = !{!"offload.grid"}
!2 = distinct !{!2, !1}
