; The pass does not change a module without launches, nor the module that defines the launch symbol.
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
