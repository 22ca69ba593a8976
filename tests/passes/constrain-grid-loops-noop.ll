; The pass does not change functions without a grid loop.
; RUN: %opt -passes='offload-constrain-grid-loops,verify' -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

declare void @panics() cold noreturn

define void @users(ptr %y, i64 %length, i64 range(i64 0, 4294967296) %count) {
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
  br i1 %more, label %header, label %done
done:
  br label %exit
exit:
  ret void
bad:
  call void @panics()
  unreachable
}
