; A launch that cannot be lowered is an error that says why.
; RUN: split-file %s %t
; RUN: cat %inputs/kernels.ll %t/legacy.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/legacy.ll
; RUN: cat %inputs/kernels.ll %t/value.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/value.ll
; RUN: cat %inputs/kernels.ll %t/symbol.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/symbol.ll
; RUN: cat %inputs/kernels.ll %t/version.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/version.ll
; RUN: cat %inputs/kernels.ll %t/mutable.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/mutable.ll
; RUN: cat %inputs/kernels.ll %t/elsewhere.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/elsewhere.ll
; RUN: cat %inputs/kernels.ll %t/interposable.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/interposable.ll
; RUN: cat %inputs/kernels.ll %t/nothing.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/nothing.ll
; RUN: cat %inputs/kernels.ll %t/truncated.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/truncated.ll
; RUN: cat %inputs/kernels.ll %t/rank.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/rank.ll
; RUN: cat %inputs/kernels.ll %t/rank-zero.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/rank-zero.ll
; RUN: cat %inputs/kernels.ll %t/block.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/block.ll
; RUN: cat %inputs/kernels.ll %t/block-zero.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/block-zero.ll
; RUN: cat %inputs/kernels.ll %t/slots.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/slots.ll
; RUN: cat %inputs/kernels.ll %t/few-slots.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/few-slots.ll
; RUN: cat %inputs/kernels.ll %t/name.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/name.ll
; RUN: cat %inputs/kernels.ll %t/kind.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/kind.ll
; RUN: cat %inputs/kernels.ll %t/alignment.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/alignment.ll

;--- legacy.ll
; A legacy name is not unique between crates.
; CHECK: error: OFL003: the kernel symbol `_ZN3app6kernel17h0123456789abcdefE` is not a v0 symbol
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_ZN3app6kernel17h0123456789abcdefE, ptr @descriptor.empty, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_ZN3app6kernel17h0123456789abcdefE()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- value.ll
; A function value.
; CHECK: error: OFL010: a launch whose kernel is a function value, not a function
define i32 @launches(ptr %kernel, ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr %kernel, ptr @descriptor.empty, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- symbol.ll
; The launch symbol taken as a value.
; CHECK: error: OFL010: a launch whose kernel is a function value, not a function
define void @launches(ptr %at) {
  store ptr @__offload_launch, ptr %at
  ret void
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- version.ll
; A user crate of another version.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: it has version 1 of the contract, the plugin has 3
@descriptor = private constant %Descriptor { i32 1, i32 1, i32 256, i32 0, i32 0, i64 0,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr null }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- mutable.ll
; A descriptor that the program could change.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: it is not a constant of this module
@descriptor = private global %Descriptor { i32 3, i32 1, i32 256, i32 0, i32 0, i64 0,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr null }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- elsewhere.ll
; A descriptor of another module.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: it is not a constant of this module
@descriptor = external constant %Descriptor
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- interposable.ll
; A descriptor that the linker may replace.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: it is not a constant of this module
@descriptor = weak constant %Descriptor { i32 3, i32 1, i32 256, i32 0, i32 0, i64 0,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr null }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- nothing.ll
; No bytes at all.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: it is not a descriptor
@descriptor = private constant [0 x i8] zeroinitializer
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- truncated.ll
; It ends after its version.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: a field is out of range
@descriptor = private constant { i32, i32 } { i32 3, i32 1 }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- rank.ll
; Grids have one to three axes.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: a field is out of range
@descriptor = private constant %Descriptor { i32 3, i32 4, i32 256, i32 0, i32 0, i64 0,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr null }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- rank-zero.ll
; Grids have one to three axes.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: a field is out of range
@descriptor = private constant %Descriptor { i32 3, i32 0, i32 256, i32 0, i32 0, i64 0,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr null }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- block.ll
; No device runs blocks of more than 1024 threads.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: a field is out of range
@descriptor = private constant %Descriptor { i32 3, i32 1, i32 1025, i32 0, i32 0, i64 0,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr null }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- block-zero.ll
; A block has a thread.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: a field is out of range
@descriptor = private constant %Descriptor { i32 3, i32 1, i32 0, i32 0, i32 0, i64 0,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr null }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- slots.ll
; More slots than a kernel may have.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: a field is out of range
@descriptor = private constant %Descriptor { i32 3, i32 1, i32 256, i32 65, i32 0, i64 0,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr @file }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- few-slots.ll
; Two slots announced, one there.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: a field is not a constant
@slots = private constant [1 x %Slot] [%Slot { i32 0, i32 0, i64 4, i64 4, i64 1, %Text { ptr @name.x, i64 1 }, ptr null, i64 0, ptr null }]
@descriptor = private constant %Descriptor { i32 3, i32 1, i32 256, i32 2, i32 0, i64 0,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr @slots }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- name.ll
; A name that ends early.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: a field is out of range
@descriptor = private constant %Descriptor { i32 3, i32 1, i32 256, i32 0, i32 0, i64 0,
  %Text { ptr @name.empty, i64 6 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr null }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- kind.ll
; A kind of slot that this version does not know.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: slot `x` has an unknown kind or alignment
@slots = private constant [1 x %Slot] [%Slot { i32 5, i32 0, i64 4, i64 4, i64 1, %Text { ptr @name.x, i64 1 }, ptr null, i64 0, ptr null }]
@descriptor = private constant %Descriptor { i32 3, i32 1, i32 256, i32 1, i32 0, i64 0,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr @slots }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- alignment.ll
; Alignments are powers of two.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: slot `x` has an unknown kind or alignment
@slots = private constant [1 x %Slot] [%Slot { i32 2, i32 0, i64 4, i64 3, i64 1, %Text { ptr @name.x, i64 1 }, ptr null, i64 0, ptr null }]
@descriptor = private constant %Descriptor { i32 3, i32 1, i32 256, i32 1, i32 0, i64 0,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr @slots }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)
