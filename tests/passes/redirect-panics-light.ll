; Core's panics that would format numbers, or that have only a text, pass their operands or the text: the host makes the message.
; RUN: %opt -passes=offload-redirect-panics,verify -S %s | FileCheck %s
;
; For a constant message only the call of the handler for texts remains: LLVM removes the code that builds the message.
; RUN: %opt -passes='offload-redirect-panics,always-inline,default<O2>,verify' -S %s | FileCheck %s --check-prefix=CONSTANT

; CHECK: define internal void @_RNvNtCs1_4core9panicking18panic_bounds_check(i64 %index, i64 %length, ptr %at)
; CHECK-NEXT: entry:
; CHECK-NEXT: call void @__offload_panic_operands(i32 1, i64 %index, i64 %length, i64 0, ptr %at)
; CHECK-NEXT: unreachable
define internal void @_RNvNtCs1_4core9panicking18panic_bounds_check(i64 %index, i64 %length, ptr %at) noinline {
  call void @format(i64 %index, i64 %length)
  unreachable
}

; CHECK: define internal void @_RNvNtNtCs1_4core5slice5index16slice_index_fail(
; CHECK: call void @__offload_panic_operands(i32 2, i64 %start, i64 %end, i64 %length, ptr %at)
define internal void @_RNvNtNtCs1_4core5slice5index16slice_index_fail(i64 %start, i64 %end, i64 %length, ptr %at) {
  call void @format(i64 %start, i64 %end)
  unreachable
}

; CHECK: define internal void @_RNvNvNtCs1_4core5slice20copy_from_slice_impl17len_mismatch_fail(
; CHECK: call void @__offload_panic_operands(i32 3, i64 %to, i64 %from, i64 0, ptr %at)
define internal void @_RNvNvNtCs1_4core5slice20copy_from_slice_impl17len_mismatch_fail(i64 %to, i64 %from, ptr %at) {
  call void @format(i64 %to, i64 %from)
  unreachable
}

; CHECK: define internal void @_RNvNtCs1_4core6option13expect_failed(
; CHECK: call void @__offload_panic_text(ptr %text, i64 %length, ptr %at)
define internal void @_RNvNtCs1_4core6option13expect_failed(ptr %text, i64 %length, ptr %at) {
  call void @format(i64 %length, i64 %length)
  unreachable
}

; `panic!("text")` calls this function in older editions. When the payload has another type, the handler for texts does not apply.
; CHECK: define internal void @_RINvNtCs1_3std9panicking11begin_panicReECs2_3app(
; CHECK: call void @__offload_panic_text(ptr %text, i64 %length, ptr %at)
define internal void @_RINvNtCs1_3std9panicking11begin_panicReECs2_3app(ptr %text, i64 %length, ptr %at) {
  call void @format(i64 %length, i64 %length)
  unreachable
}
; CHECK: define internal void @_RINvNtCs1_3std9panicking11begin_panicRhECs2_3app(
; CHECK-NEXT: call void @format(
define internal void @_RINvNtCs1_3std9panicking11begin_panicRhECs2_3app(ptr %text, i64 %length, ptr %at) {
  call void @format(i64 %length, i64 %length)
  unreachable
}

; The user's own function of that name, and one of another version of core with another signature, keep their bodies.
; CHECK: define internal void @_RNvNtNtCs2_3app4core9panicking18panic_bounds_check(
; CHECK-NEXT: call void @format(
define internal void @_RNvNtNtCs2_3app4core9panicking18panic_bounds_check(i64 %index, i64 %length, ptr %at) {
  call void @format(i64 %index, i64 %length)
  ret void
}
; CHECK: define internal void @_RNvNtCs3_4core9panicking18panic_bounds_check(
; CHECK-NEXT: call void @format(
define internal void @_RNvNtCs3_4core9panicking18panic_bounds_check(i64 %index, ptr %at) {
  call void @format(i64 %index, i64 %index)
  unreachable
}

; CHECK: define internal void @_RNvNtCs1_4core9panicking9panic_fmt(ptr %message, ptr %at) #[[INLINE:[0-9]+]]
define internal void @_RNvNtCs1_4core9panicking9panic_fmt(ptr %message, ptr %at) noinline cold {
  %info = alloca { ptr, ptr }
  store ptr %message, ptr %info
  call void @_RNvCs4_7___rustc17rust_begin_unwind(ptr %info)
  unreachable
}

define internal void @_RNvCs4_7___rustc17rust_begin_unwind(ptr %info) noinline {
  ret void
}

@literal = internal constant i8 1
declare void @copy_text()
declare void @format_message()
declare void @format(i64, i64)

; CHECK: define void @__offload_panic_handler(ptr %info) #[[INLINE]]
define void @__offload_panic_handler(ptr %info) noinline cold {
  %message = load ptr, ptr %info
  %is_literal = load i8, ptr %message
  %literal = icmp eq i8 %is_literal, 1
  br i1 %literal, label %text, label %formatted
text:
  call void @copy_text()
  unreachable
formatted:
  call void @format_message()
  unreachable
}

; CONSTANT-LABEL: define void @kernel
; CONSTANT-NOT: format_message
; CONSTANT: call void @copy_text()
define void @kernel(ptr %at) {
  call void @_RNvNtCs1_4core9panicking9panic_fmt(ptr @literal, ptr %at)
  unreachable
}

; CHECK: attributes #[[INLINE]] = { alwaysinline cold }
