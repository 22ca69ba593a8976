; If no sanitizer was held back, nothing changes.
; RUN: %opt -passes=offload-add-sanitizer,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

target triple = "x86_64-unknown-linux-gnu"

define void @k(ptr %y) sanitize_address {
  store i32 1, ptr %y
  ret void
}
!llvm.module.flags = !{!0}
!0 = !{i32 4, !"nosanitize_address", i32 1}
