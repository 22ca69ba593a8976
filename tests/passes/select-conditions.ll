; Widened conditions become selections, so that strength reduction does not mistake one address for the other plus a constant.
; RUN: %opt -passes=offload-select-conditions,verify -S %s | FileCheck %s
; RUN: %opt '-passes=offload-select-conditions,function(slsr),verify' -S %s | FileCheck %s --check-prefix=REDUCED
;
; This is LLVM's defect. When this check fails, the pass is no longer needed.
; RUN: %opt '-passes=function(slsr),verify' -S %s | FileCheck %s --check-prefix=DEFECT

target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define void @merge_down
define void @merge_down(ptr %base, i64 %x, i64 %y, ptr %out) {
  %c = icmp ult i64 %x, %y
  %n = xor i1 %c, true
; CHECK: %not.less = select i1 %n, i64 -1, i64 0
  %not.less = sext i1 %n to i64
  %right = getelementptr i64, ptr %base, i64 %not.less
; CHECK: %less = select i1 %c, i64 -1, i64 0
  %less = sext i1 %c to i64
; REDUCED: %left = getelementptr i64, ptr %base, i64 %less
; DEFECT: getelementptr i8, ptr %right, i64 -8
  %left = getelementptr i64, ptr %base, i64 %less
  %a = load i64, ptr %right
  %b = load i64, ptr %left
  %sum = add i64 %a, %b
  store i64 %sum, ptr %out
  ret void
}

; CHECK-LABEL: define i32 @count
define i32 @count(i1 %c, i32 %n) {
; CHECK: %one = select i1 %c, i32 1, i32 0
  %one = zext i1 %c to i32
  %sum = add i32 %n, %one
  ret i32 %sum
}
