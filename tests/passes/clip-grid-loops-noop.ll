; A loop keeps its bound if its skipped iterations have effects, if its guard can hold again later, or if it has a result. A user's loop
; keeps it as well: such a loop may run once when its count is 0, and may count in other types.
; RUN: %opt -passes='offload-clip-grid-loops,verify' -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

define void @counts_all(ptr %y, ptr %all, i64 %n, i64 %count) {
entry:
  %any = icmp ult i64 0, %count
  br i1 %any, label %before, label %exit
before:
  br label %header
header:
  %i = phi i64 [ 0, %before ], [ %next, %latch ]
  store i64 %i, ptr %all
  %outside = icmp uge i64 %i, %n
  br i1 %outside, label %latch, label %work
work:
  store i32 1, ptr %y
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

define void @skips_the_first(ptr %y, i64 %n, i64 %count) {
entry:
  %any = icmp ult i64 0, %count
  br i1 %any, label %before, label %exit
before:
  br label %header
header:
  %i = phi i64 [ 0, %before ], [ %next, %latch ]
  %outside = icmp ult i64 %i, %n
  br i1 %outside, label %latch, label %work
work:
  store i32 1, ptr %y
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

define void @may_wrap(ptr %y, i64 %n, i64 %begin, i64 %count) {
entry:
  %any = icmp ult i64 0, %count
  br i1 %any, label %before, label %exit
before:
  br label %header
header:
  %i = phi i64 [ 0, %before ], [ %next, %latch ]
  %index = add i64 %i, %begin
  %outside = icmp uge i64 %index, %n
  br i1 %outside, label %latch, label %work
work:
  store i32 1, ptr %y
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

define i64 @has_a_result(ptr %y, i64 %n, i64 %count) {
entry:
  %any = icmp ult i64 0, %count
  br i1 %any, label %before, label %exit
before:
  br label %header
header:
  %i = phi i64 [ 0, %before ], [ %next, %latch ]
  %outside = icmp uge i64 %i, %n
  br i1 %outside, label %latch, label %work
work:
  store i32 1, ptr %y
  br label %latch
latch:
  %next = add nuw nsw i64 %i, 1
  %more = icmp ult i64 %next, %count
  br i1 %more, label %header, label %done, !llvm.loop !0
done:
  %last = phi i64 [ %next, %latch ]
  br label %exit
exit:
  %result = phi i64 [ %last, %done ], [ 0, %entry ]
  ret i64 %result
}

; `loop { if i < m { count += 1 } i += 1; if i >= n { break } }` counts one when n = 0.
define void @runs_once_at_least(ptr %y, i64 %m, i64 %n) {
entry:
  br label %header
header:
  %i = phi i64 [ 0, %entry ], [ %next, %latch ]
  %in = icmp ult i64 %i, %m
  br i1 %in, label %work, label %latch
work:
  %old = atomicrmw add ptr %y, i64 1 monotonic
  br label %latch
latch:
  %next = add i64 %i, 1
  %more = icmp ult i64 %next, %n
  br i1 %more, label %header, label %exit
exit:
  ret void
}

define void @counts_in_32_bits(ptr %y, i32 %m, i32 %n) {
entry:
  br label %header
header:
  %i = phi i32 [ 0, %entry ], [ %next, %latch ]
  %in = icmp ult i32 %i, %m
  br i1 %in, label %work, label %latch
work:
  %old = atomicrmw add ptr %y, i32 %i monotonic
  br label %latch
latch:
  %next = add nuw i32 %i, 1
  %more = icmp ult i32 %next, %n
  br i1 %more, label %header, label %exit
exit:
  ret void
}

!0 = distinct !{!0, !1}
!1 = !{!"offload.grid"}
