; What keeps a recorded kernel from getting a body is an error at the kernel's own place.
; RUN: split-file %s %t
; RUN: cat %inputs/kernels.ll %t/duplicate.ll | not %opt -passes=offload-outline-kernels -S 2>&1 | FileCheck %t/duplicate.ll
; RUN: cat %inputs/kernels.ll %t/same.ll | %opt -passes=offload-outline-kernels,verify -S 2>&1 | FileCheck %t/same.ll
; RUN: cat %inputs/kernels.ll %t/unreadable.ll | not %opt -passes=offload-outline-kernels -S 2>&1 | FileCheck %t/unreadable.ll
; RUN: cat %inputs/kernels.ll %t/no-body.ll | not %opt -passes=offload-outline-kernels -S 2>&1 | FileCheck %t/no-body.ll
; RUN: cat %inputs/kernels.ll %t/count.ll | not %opt -passes=offload-outline-kernels -S 2>&1 | FileCheck %t/count.ll
; RUN: cat %inputs/kernels.ll %t/returns.ll | not %opt -passes=offload-outline-kernels -S 2>&1 | FileCheck %t/returns.ll
; RUN: cat %inputs/kernels.ll %t/variadic.ll | not %opt -passes=offload-outline-kernels -S 2>&1 | FileCheck %t/variadic.ll
; RUN: cat %inputs/kernels.ll %t/float.ll | not %opt -passes=offload-outline-kernels -S 2>&1 | FileCheck %t/float.ll
; RUN: cat %inputs/kernels.ll %t/wide.ll | not %opt -passes=offload-outline-kernels -S 2>&1 | FileCheck %t/wide.ll
; RUN: cat %inputs/kernels.ll %t/not-a-pointer.ll | not %opt -passes=offload-outline-kernels -S 2>&1 | FileCheck %t/not-a-pointer.ll
; RUN: cat %inputs/kernels.ll %t/addresses.ll | not %opt -passes=offload-outline-kernels -S 2>&1 | FileCheck %t/addresses.ll
; RUN: cat %inputs/kernels.ll %t/function.ll | not %opt -passes=offload-outline-kernels -S 2>&1 | FileCheck %t/function.ll
; RUN: cat %inputs/kernels.ll %t/untyped.ll | not %opt -passes=offload-outline-kernels -S 2>&1 | FileCheck %t/untyped.ll
; RUN: cat %inputs/kernels.ll %t/numbers.ll | %opt -passes=offload-outline-kernels,verify -S 2>&1 | FileCheck %t/numbers.ll

;--- duplicate.ll
; One symbol with two descriptors.
; CHECK: error: OFL012: two kernels are named `app::empty`: at src/lib.rs:3:1 and at src/lib.rs:30:1
; CHECK: = help: give them different names
@another = private constant %Descriptor { i32 3, i32 1, i32 256, i32 0, i32 0, i64 18,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 30, i32 1, ptr null }
@record.1 = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @descriptor.empty }, section ".offload.records"
@record.2 = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @another }, section ".offload.records"
define void @_RNvC3app5empty() {
  ret void
}

;--- same.ll
; Two codegen units record one kernel, each with its own copy of the descriptor: no error, one body.
; CHECK-COUNT-1: define void @__offload_entry_
; CHECK-NOT: define void @__offload_entry_
@copy = private constant %Descriptor { i32 3, i32 1, i32 256, i32 0, i32 0, i64 17,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 3, i32 1, ptr null }
@record.1 = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @descriptor.empty }, section ".offload.records"
@record.2 = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @copy }, section ".offload.records"
define void @_RNvC3app5empty() {
  ret void
}

;--- unreadable.ll
; A record whose descriptor cannot be read.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: it is not a constant of this module
@elsewhere = external constant %Descriptor
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @elsewhere }, section ".offload.records"
define void @_RNvC3app5empty() {
  ret void
}

;--- no-body.ll
; CHECK: error: OFL011: the descriptor of kernel `empty` cannot be read: its shim has no body in this program
; CHECK-NEXT: --> src/lib.rs:3:1
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @descriptor.empty }, section ".offload.records"
declare void @_RNvC3app5empty()

;--- count.ll
; CHECK: error: OFL011: {{.*}}: its shim does not take one parameter per slot
; CHECK-NEXT: --> src/lib.rs:3:1
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @descriptor.empty }, section ".offload.records"
define void @_RNvC3app5empty(i32 %more) {
  ret void
}

;--- returns.ll
; CHECK: error: OFL011: {{.*}}: its shim does not take one parameter per slot
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @descriptor.empty }, section ".offload.records"
define i32 @_RNvC3app5empty() {
  ret i32 0
}

;--- variadic.ll
; CHECK: error: OFL011: {{.*}}: its shim does not take one parameter per slot
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @descriptor.empty }, section ".offload.records"
define void @_RNvC3app5empty(...) {
  ret void
}

;--- float.ll
; Floats travel as bits: the shim converts them, not we.
; CHECK: error: OFL011: the descriptor of kernel `saxpy` cannot be read: slot `a` is neither a pointer nor an integer of at most 64 bits
; CHECK-NEXT: --> src/lib.rs:9:1
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy }, section ".offload.records"
define void @_RNvC3app5saxpy(float %a, ptr %x, i64 %x.length, ptr %y, i64 %y.length) {
  ret void
}

;--- wide.ll
; CHECK: error: OFL011: {{.*}}: slot `a` is neither a pointer nor an integer of at most 64 bits
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy }, section ".offload.records"
define void @_RNvC3app5saxpy(i128 %a, ptr %x, i64 %x.length, ptr %y, i64 %y.length) {
  ret void
}

;--- not-a-pointer.ll
; A mapped slot whose parameter is an integer.
; CHECK: error: OFL011: {{.*}}: slot `x` is neither a pointer nor an integer of at most 64 bits
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy }, section ".offload.records"
define void @_RNvC3app5saxpy(i32 %a, i64 %x, i64 %x.length, ptr %y, i64 %y.length) {
  ret void
}

;--- addresses.ll
; A closure with a reference in it: the place is its own.
; CHECK: error: OFL022: kernel `app::apply` gets addresses of the host: argument `a` holds `label: &str`
; CHECK-NEXT: --> src/lib.rs:7{{$}}
; CHECK-NEXT: = help:
@name.apply = private constant [10 x i8] c"app::apply"
@slots = private constant [1 x %Slot] [
  %Slot { i32 1, i32 0, i64 24, i64 8, i64 1, %Text { ptr @name.a, i64 1 }, ptr null, i64 0, ptr @witness }]
@descriptor = private constant %Descriptor { i32 3, i32 1, i32 256, i32 1, i32 0, i64 17,
  %Text { ptr @name.apply, i64 10 }, %Text { ptr @file, i64 10 }, i32 3, i32 1, ptr @slots }
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5apply, ptr @descriptor }, section ".offload.records"
define void @_RNvC3app5apply(ptr %a) { ret void }
define void @witness() "offload-host-addresses"="src/lib.rs:7\0A`label: &str`" { ret void }

;--- function.ll
; A function pointer: the place is the kernel's.
; CHECK: error: OFL022: kernel `app::apply` gets addresses of the host: argument `a` holds `fn(u32) -> u32`
; CHECK-NEXT: --> src/lib.rs:3:1
@name.apply = private constant [10 x i8] c"app::apply"
@slots = private constant [1 x %Slot] [
  %Slot { i32 1, i32 0, i64 24, i64 8, i64 1, %Text { ptr @name.a, i64 1 }, ptr null, i64 0, ptr @witness }]
@descriptor = private constant %Descriptor { i32 3, i32 1, i32 256, i32 1, i32 0, i64 17,
  %Text { ptr @name.apply, i64 10 }, %Text { ptr @file, i64 10 }, i32 3, i32 1, ptr @slots }
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5apply, ptr @descriptor }, section ".offload.records"
define void @_RNvC3app5apply(ptr %a) { ret void }
define void @witness() "offload-host-addresses"="\0A`fn(u32) -> u32`" { ret void }

;--- untyped.ll
; A module without types in its debug info.
; CHECK: error: OFL013: nothing says what argument `a` of kernel `app::apply` holds: its type is not in the debug info
; CHECK-NEXT: --> src/lib.rs:3:1
@name.apply = private constant [10 x i8] c"app::apply"
@slots = private constant [1 x %Slot] [
  %Slot { i32 1, i32 0, i64 24, i64 8, i64 1, %Text { ptr @name.a, i64 1 }, ptr null, i64 0, ptr @witness }]
@descriptor = private constant %Descriptor { i32 3, i32 1, i32 256, i32 1, i32 0, i64 17,
  %Text { ptr @name.apply, i64 10 }, %Text { ptr @file, i64 10 }, i32 3, i32 1, ptr @slots }
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5apply, ptr @descriptor }, section ".offload.records"
define void @_RNvC3app5apply(ptr %a) { ret void }
define void @witness() { ret void }

;--- numbers.ll
; A closure of numbers; two modules have a copy of its witness.
; CHECK-COUNT-1: define void @__offload_entry_
; CHECK-NOT: @witness
@name.apply = private constant [10 x i8] c"app::apply"
@slots = private constant [1 x %Slot] [
  %Slot { i32 1, i32 0, i64 24, i64 8, i64 1, %Text { ptr @name.a, i64 1 }, ptr null, i64 0, ptr @witness }]
@copy = private constant [1 x %Slot] [
  %Slot { i32 1, i32 0, i64 24, i64 8, i64 1, %Text { ptr @name.a, i64 1 }, ptr null, i64 0, ptr @witness.1 }]
@descriptor = private constant %Descriptor { i32 3, i32 1, i32 256, i32 1, i32 0, i64 17,
  %Text { ptr @name.apply, i64 10 }, %Text { ptr @file, i64 10 }, i32 3, i32 1, ptr @slots }
@descriptor.1 = private constant %Descriptor { i32 3, i32 1, i32 256, i32 1, i32 0, i64 17,
  %Text { ptr @name.apply, i64 10 }, %Text { ptr @file, i64 10 }, i32 3, i32 1, ptr @copy }
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5apply, ptr @descriptor }, section ".offload.records"
@record.1 = internal constant { ptr, ptr } { ptr @_RNvC3app5apply, ptr @descriptor.1 }, section ".offload.records"
define void @_RNvC3app5apply(ptr %a) { ret void }
define internal void @witness() "offload-host-addresses" { ret void }
define internal void @witness.1() "offload-host-addresses" { ret void }
