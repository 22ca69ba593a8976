; The gate runs after optimisation, so code behind a branch that folds away is no error.
; RUN: %opt -passes='default<O1>,offload-gate,verify' -S %s | FileCheck %s
; Before optimisation, the gate refuses the same kernel.
; RUN: not %opt -passes=offload-gate -S %s 2>&1 | FileCheck %s --check-prefix=BEFORE

; BEFORE: error: OFL020: kernel `step` calls the external function `getpid`
; CHECK-NOT: getpid
declare void @getpid()

define internal i1 @is_unusual() {
  ret i1 false
}

; CHECK: define {{.*}}void @__offload_entry_k
define void @__offload_entry_k(ptr %y) "offload-rank"="1" "offload-name"="step" {
  %unusual = call i1 @is_unusual()
  br i1 %unusual, label %bad, label %fine
bad:
  call void @getpid()
  br label %fine
fine:
  store i32 1, ptr %y
  ret void
}
