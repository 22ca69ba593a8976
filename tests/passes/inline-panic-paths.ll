; The pass inlines the path behind a bounds check, and functions that only lead there. A function that formats a message stays a function.
; RUN: %opt -passes=offload-inline-panic-paths,verify -S %s | FileCheck %s
; RUN: %opt -passes=offload-inline-panic-paths,always-inline,verify -S %s | FileCheck %s --check-prefix=INLINED

declare ptr @__offload_report()
declare void @__offload_exit()
declare void @format(ptr)

define internal void @report(i64 %index) cold noreturn {
  %report = call ptr @__offload_report()
  store i64 %index, ptr %report
  call void @__offload_exit()
  unreachable
}

define internal void @panic_bounds_check(i64 %index) cold noreturn {
; CHECK: call void @report(i64 %index) #[[INLINE:[0-9]+]]
  call void @report(i64 %index)
  unreachable
}

define internal void @formats(ptr %message) cold noreturn {
; CHECK: call void @format(ptr %message){{$}}
  call void @format(ptr %message)
  unreachable
}

define internal void @calls_itself(i64 %n) cold noreturn {
; CHECK: call void @calls_itself(i64 %n){{$}}
  call void @calls_itself(i64 %n)
  unreachable
}

; INLINED-LABEL: define void @few(
; INLINED-NOT: call void @panic_bounds_check
; INLINED: call ptr @__offload_report()
; INLINED: call void @formats(
; INLINED: call void @calls_itself(
define void @few(i64 %index, ptr %message) "offload-rank"="1" {
  switch i64 %index, label %done [
    i64 1, label %check
    i64 2, label %format
    i64 3, label %itself
  ]
check:
; CHECK: call void @panic_bounds_check(i64 %index) #[[INLINE]]
  call void @panic_bounds_check(i64 %index)
  unreachable
format:
; CHECK: call void @formats(ptr %message){{$}}
  call void @formats(ptr %message)
  unreachable
itself:
; CHECK: call void @calls_itself(i64 %index){{$}}
  call void @calls_itself(i64 %index)
  unreachable
done:
  ret void
}

; Five calls of panic paths are too many: the function keeps them.
; INLINED-LABEL: define void @many(
; INLINED-NOT: __offload_report
define void @many(i64 %index) "offload-rank"="1" {
  switch i64 %index, label %e [
    i64 1, label %a
    i64 2, label %b
    i64 3, label %c
    i64 4, label %d
  ]
a:
; CHECK: call void @panic_bounds_check(i64 1){{$}}
  call void @panic_bounds_check(i64 1)
  unreachable
b:
  call void @panic_bounds_check(i64 2)
  unreachable
c:
  call void @panic_bounds_check(i64 3)
  unreachable
d:
  call void @panic_bounds_check(i64 4)
  unreachable
e:
  call void @panic_bounds_check(i64 5)
  unreachable
}

; CHECK: attributes #[[INLINE]] = { alwaysinline }
