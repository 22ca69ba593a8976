; The guard at the head of a grid loop becomes the loop's bound, in whichever order its operands are.
; RUN: %opt -passes='offload-clip-grid-loops,verify' -S %s | FileCheck %s

; CHECK-LABEL: define void @skips(
; CHECK: %[[N:.*]] = freeze i64 %n
; CHECK: %[[REST:.*]] = call i64 @llvm.usub.sat.i64(i64 %[[N]], i64 %begin)
; CHECK: %[[COUNT:.*]] = call i64 @llvm.umin.i64(i64 %count, i64 %[[REST]])
; CHECK: %[[ANY:.*]] = icmp ult i64 0, %[[COUNT]]
; CHECK: br i1 %[[ANY]], label %header, label %done
; CHECK: br i1 false, label %latch, label %work
; CHECK: icmp ult i64 %next, %[[COUNT]]
define void @skips(ptr %y, i64 %n, i64 %begin, i64 %count) {
entry:
  %any = icmp ult i64 0, %count
  br i1 %any, label %before, label %exit
before:
  br label %header
header:
  %i = phi i64 [ 0, %before ], [ %next, %latch ]
  %index = add nuw nsw i64 %i, %begin
  %outside = icmp uge i64 %index, %n
  br i1 %outside, label %latch, label %work
work:
  %at = getelementptr i32, ptr %y, i64 %index
  store i32 1, ptr %at
  br label %latch
latch:
  %next = add nuw nsw i64 %i, 1
  %more = icmp ult i64 %next, %count
  br i1 %more, label %header, label %done, !llvm.loop !0
done:
  br label %exit
exit:
  ret void
}

; CHECK-LABEL: define void @goes_on(
; CHECK: %[[N:.*]] = freeze i64 %n
; CHECK: call i64 @llvm.umin.i64(i64 %count, i64 %[[N]])
; CHECK: br i1 false, label %latch, label %work
define void @goes_on(ptr %y, i64 %n, i64 %count) {
entry:
  %any = icmp ult i64 0, %count
  br i1 %any, label %before, label %exit
before:
  br label %header
header:
  %i = phi i64 [ 0, %before ], [ %next, %latch ]
  %inside = icmp ugt i64 %n, %i
  br i1 %inside, label %work, label %latch
work:
  %at = getelementptr i32, ptr %y, i64 %i
  store i32 1, ptr %at
  br label %latch
latch:
  %next = add nuw nsw i64 %i, 1
  %more = icmp ult i64 %next, %count
  br i1 %more, label %header, label %done, !llvm.loop !0
done:
  br label %exit
exit:
  ret void
}

; A row below the picture: the loop skips all of its threads.
; CHECK-LABEL: define void @rows(
; CHECK: %[[BELOW:.*]] = freeze i1 %below
; CHECK: %[[NONE:.*]] = select i1 %[[BELOW]], i64 0, i64 %count
; CHECK: umin.i64(i64 %{{.*}}, i64 %[[NONE]])
; CHECK: select i1 false, i1 true, i1 false
define void @rows(ptr %y, i64 %n, i1 %below, i64 %count) {
entry:
  %any = icmp ult i64 0, %count
  br i1 %any, label %before, label %exit
before:
  br label %header
header:
  %i = phi i64 [ 0, %before ], [ %next, %latch ]
  %right = icmp uge i64 %i, %n
  %outside = select i1 %right, i1 true, i1 %below
  br i1 %outside, label %latch, label %work
work:
  %at = getelementptr i32, ptr %y, i64 %i
  store i32 1, ptr %at
  br label %latch
latch:
  %next = add nuw nsw i64 %i, 1
  %more = icmp ult i64 %next, %count
  br i1 %more, label %header, label %done, !llvm.loop !0
done:
  br label %exit
exit:
  ret void
}

!0 = distinct !{!0, !1}
!1 = !{!"offload.grid"}
