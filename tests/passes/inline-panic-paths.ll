; What a bounds check leads to is inlined, through functions that only lead there; what formats a message stays a function.
; RUN: %opt -passes=offload-inline-panic-paths,verify -S %s | FileCheck %s

declare ptr @__offload_report()
declare void @__offload_exit()
declare void @format(ptr)

; CHECK: define internal void @report(i64 %index) #[[INLINE:[0-9]+]]
define internal void @report(i64 %index) cold noreturn {
  %report = call ptr @__offload_report()
  store i64 %index, ptr %report
  call void @__offload_exit()
  unreachable
}

; Before what it calls in the module, and all the same.
; CHECK: define internal void @panic_bounds_check(i64 %index) #[[INLINE]]
define internal void @panic_bounds_check(i64 %index) cold noreturn {
  call void @report(i64 %index)
  unreachable
}

; CHECK: define internal void @formats(ptr %message) #[[COLD:[0-9]+]]
define internal void @formats(ptr %message) cold noreturn {
  call void @format(ptr %message)
  unreachable
}

; CHECK: define internal void @calls_a_value(ptr %function) #[[COLD]]
define internal void @calls_a_value(ptr %function) cold noreturn {
  call void %function()
  unreachable
}

; CHECK: define internal void @calls_itself(i64 %n) #[[COLD]]
define internal void @calls_itself(i64 %n) cold noreturn {
  call void @calls_itself(i64 %n)
  unreachable
}

; CHECK: define internal void @returns()
; CHECK-NOT: #
; CHECK: ret void
define internal void @returns() {
  ret void
}

; CHECK-DAG: attributes #[[INLINE]] = { alwaysinline cold noreturn }
; CHECK-DAG: attributes #[[COLD]] = { cold noreturn }
