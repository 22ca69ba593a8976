; A loop whose skipped iterations do something, whose guard holds again later, or that has a result keeps its bound.
; RUN: %opt -passes='offload-clip-grid-loops,verify' -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

define void @counts_all(ptr %y, ptr %all, i64 %n, i64 %count) {
entry:
  br label %header
header:
  %i = phi i64 [ 0, %entry ], [ %next, %latch ]
  store i64 %i, ptr %all
  %outside = icmp uge i64 %i, %n
  br i1 %outside, label %latch, label %work
work:
  store i32 1, ptr %y
  br label %latch
latch:
  %next = add nuw nsw i64 %i, 1
  %more = icmp ult i64 %next, %count
  br i1 %more, label %header, label %exit
exit:
  ret void
}

define void @skips_the_first(ptr %y, i64 %n, i64 %count) {
entry:
  br label %header
header:
  %i = phi i64 [ 0, %entry ], [ %next, %latch ]
  %outside = icmp ult i64 %i, %n
  br i1 %outside, label %latch, label %work
work:
  store i32 1, ptr %y
  br label %latch
latch:
  %next = add nuw nsw i64 %i, 1
  %more = icmp ult i64 %next, %count
  br i1 %more, label %header, label %exit
exit:
  ret void
}

define void @may_wrap(ptr %y, i64 %n, i64 %begin, i64 %count) {
entry:
  br label %header
header:
  %i = phi i64 [ 0, %entry ], [ %next, %latch ]
  %index = add i64 %i, %begin
  %outside = icmp uge i64 %index, %n
  br i1 %outside, label %latch, label %work
work:
  store i32 1, ptr %y
  br label %latch
latch:
  %next = add nuw nsw i64 %i, 1
  %more = icmp ult i64 %next, %count
  br i1 %more, label %header, label %exit
exit:
  ret void
}

define i64 @has_a_result(ptr %y, i64 %n, i64 %count) {
entry:
  br label %header
header:
  %i = phi i64 [ 0, %entry ], [ %next, %latch ]
  %outside = icmp uge i64 %i, %n
  br i1 %outside, label %latch, label %work
work:
  store i32 1, ptr %y
  br label %latch
latch:
  %next = add nuw nsw i64 %i, 1
  %more = icmp ult i64 %next, %count
  br i1 %more, label %header, label %exit
exit:
  %last = phi i64 [ %next, %latch ]
  ret i64 %last
}
