; What is wrong with a launch is an error that names it.
; RUN: split-file %s %t
; RUN: cat %inputs/kernels.ll %t/legacy.ll | not %opt -passes=offload-record-launches -S 2>&1 | FileCheck %t/legacy.ll
; RUN: cat %inputs/kernels.ll %t/value.ll | not %opt -passes=offload-record-launches -S 2>&1 | FileCheck %t/value.ll
; RUN: cat %inputs/kernels.ll %t/merged.ll | not %opt -passes=offload-record-launches -S 2>&1 | FileCheck %t/merged.ll
; RUN: cat %inputs/kernels.ll %t/symbol-as-value.ll | not %opt -passes=offload-record-launches -S 2>&1 | FileCheck %t/symbol-as-value.ll
; RUN: cat %inputs/kernels.ll %t/descriptor-value.ll | not %opt -passes=offload-record-launches -S 2>&1 | FileCheck %t/descriptor-value.ll
; RUN: cat %inputs/kernels.ll %t/version.ll | not %opt -passes=offload-record-launches -S 2>&1 | FileCheck %t/version.ll

;--- legacy.ll
; A legacy name is not unique between crates.
; CHECK: error: OFL003: the kernel symbol `_ZN3app6kernel17h0123456789abcdefE` is not a v0 symbol
; CHECK: = help: compile every crate with -Csymbol-mangling-version=v0
; CHECK: = note: `docs/errors/OFL003.md` says more
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_ZN3app6kernel17h0123456789abcdefE, ptr @descriptor.empty, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_ZN3app6kernel17h0123456789abcdefE()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- value.ll
; A function value.
; CHECK: error: OFL010: a launch whose kernel is a function value, not a function
; CHECK: = called from `app::launches`
; CHECK: = help: launch a kernel by its name; to choose at run time, branch and launch each by name
define i32 @_RNvC3app8launches(ptr %kernel, ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr %kernel, ptr @descriptor.empty, ptr %slots, ptr %params)
  ret i32 %status
}
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- merged.ll
; What two merged launches look like.
; CHECK: error: OFL010
define i32 @launches(i1 %which, ptr %slots, ptr %params) {
  %kernel = select i1 %which, ptr @_RNvC3app5empty, ptr @_RNvC3app5other
  %status = call i32 @__offload_launch(ptr %kernel, ptr @descriptor.empty, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare void @_RNvC3app5other()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- symbol-as-value.ll
; The launch symbol itself is taken as a value: what would be launched through it cannot be known.
; CHECK: error: OFL010
define void @launches() {
  call void @elsewhere(ptr @__offload_launch)
  ret void
}
declare void @elsewhere(ptr)
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- descriptor-value.ll
; A descriptor that only the caller knows.
; CHECK: error: OFL010
define i32 @launches(ptr %descriptor, ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr %descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

;--- version.ll
; A descriptor of another version. lower-launches-invalid.ll has the other ways in which one cannot be read.
; CHECK: error: OFL011: the descriptor of kernel `app::empty` cannot be read: it has version 9 of the contract, the plugin has 3
; CHECK: = help: use the same version of the offload crate and of the plugin
@descriptor = constant %Descriptor { i32 9, i32 1, i32 256, i32 0, i32 0, i64 0,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr null }
define i32 @launches(ptr %slots, ptr %params) {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor, ptr %slots, ptr %params)
  ret i32 %status
}
declare void @_RNvC3app5empty()
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)
