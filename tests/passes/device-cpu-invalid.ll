; A kernel that the gate refuses gets no loops, so the compiler emits nothing of it; the gate runs after simplification.
; REQUIRES: x86
; RUN: split-file %s %t
; RUN: not %opt '-passes=offload-device<cpu>' -S %t/reached.ll 2>&1 | FileCheck %t/reached.ll
; RUN: %opt '-passes=offload-device<cpu>,verify' -S %t/folded.ll | FileCheck %t/folded.ll

;--- reached.ll
; CHECK: error: OFL020: kernel `step` calls the external function `getpid`
target triple = "x86_64-unknown-linux-gnu"
declare i32 @getpid()
define internal void @helper() {
  %pid = call i32 @getpid()
  ret void
}
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" {
  call void @helper()
  ret void
}

;--- folded.ll
; CHECK-NOT: getpid
; CHECK: define protected void @__offload_entry_k(
target triple = "x86_64-unknown-linux-gnu"
declare i32 @getpid()
define internal i1 @is_unusual() {
  ret i1 false
}
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" {
  %unusual = call i1 @is_unusual()
  br i1 %unusual, label %bad, label %fine
bad:
  %pid = call i32 @getpid()
  br label %fine
fine:
  ret void
}
