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

;--- duplicate.ll
; One symbol with two descriptors.
; CHECK: error: OFL012: two kernels are named `app::empty`: at src/lib.rs:3:1 and at src/lib.rs:30:1
; CHECK: = help: give them different names
@another = private constant %Descriptor { i32 1, i32 1, i32 256, i32 0, i32 0, i64 18,
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
@copy = private constant %Descriptor { i32 1, i32 1, i32 256, i32 0, i32 0, i64 17,
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
