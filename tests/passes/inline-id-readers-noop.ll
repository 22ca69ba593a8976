; The pass does not change a reader that cannot be inlined everywhere or should not be, nor a function that reads no id.
; RUN: %opt -passes=offload-inline-id-readers,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

declare i64 @__offload_global_id_x()
declare void @__offload_exit() noreturn

; This function calls itself.
define internal i64 @recursive(i64 %n) {
  %id = call i64 @__offload_global_id_x()
  %more = icmp ult i64 %n, %id
  br i1 %more, label %again, label %done
again:
  %next = add i64 %n, 1
  %r = call i64 @recursive(i64 %next)
  ret i64 %r
done:
  ret i64 %n
}

; This function calls itself through another function, which is recursion as well.
define internal i64 @even(i64 %n) {
  %id = call i64 @__offload_global_id_x()
  %r = call i64 @odd(i64 %id)
  ret i64 %r
}

define internal i64 @odd(i64 %n) {
  %r = call i64 @even(i64 %n)
  ret i64 %r
}

; A vtable needs the address of this function.
@vtable = internal constant [1 x ptr] [ptr @method]
define internal i64 @method(ptr %self) {
  %id = call i64 @__offload_global_id_x()
  ret i64 %id
}

; A panic's path: inlined, it would only enlarge the loop.
define internal void @panics() noreturn {
  %id = call i64 @__offload_global_id_x()
  call void @__offload_exit()
  unreachable
}

; The end of a thread reads no id.
define internal void @exits() {
  call void @__offload_exit()
  unreachable
}

define internal i64 @reads_nothing(i64 %n) {
  ret i64 %n
}

define void @__offload_entry_k(ptr %f) "offload-rank"="1" {
  %a = call i64 @recursive(i64 0)
  %b = call i64 @even(i64 0)
  %c = call i64 @reads_nothing(i64 %a)
  %method = load ptr, ptr @vtable
  %d = call i64 %method(ptr %f)
  %e = call i64 @method(ptr %f)
  ret void
}
