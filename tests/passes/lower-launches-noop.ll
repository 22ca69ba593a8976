; A module without launches stays as it is, the one that defines the launch symbol too.
; RUN: %opt -passes=offload-lower-launches,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

define i32 @__offload_launch(ptr %entry, ptr %descriptor, ptr %slots, ptr %params) noinline {
  ret i32 1
}

define i32 @no_launch() {
  %status = call i32 @launch_of_something_else(ptr null)
  ret i32 %status
}

declare i32 @launch_of_something_else(ptr)
