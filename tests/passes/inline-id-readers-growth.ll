; In a tree of calls a leaf would get one copy for each path to it. The pass does not inline readers that would grow too large.
; RUN: %opt -passes=offload-inline-id-readers,verify -S %s | FileCheck %s
; The kernel's body stays small.
; RUN: %opt -passes='offload-inline-id-readers,always-inline,globaldce,print<func-properties>,verify' -disable-output %s 2>&1 | FileCheck %s --check-prefix=SIZE

declare i64 @__offload_global_id_x()

; CHECK: define internal i64 @level0(i64 %n) [[INLINE:#[0-9]+]]
; CHECK: define internal i64 @level3(i64 %n) [[INLINE]]
; CHECK: define internal i64 @level5(i64 %n) {
; CHECK: define internal i64 @level6(i64 %n) {
; CHECK: define void @__offload_entry_k(
; CHECK: attributes [[INLINE]] = { alwaysinline }

; SIZE: Printing analysis results of CFA for function '__offload_entry_k':
; SIZE: TotalInstructionCount: {{[0-9]{1,2}$}}

define internal i64 @level0(i64 %n) {
  %id = call i64 @__offload_global_id_x()
  %v = add i64 %id, %n
  ret i64 %v
}

define internal i64 @level1(i64 %n) {
  %v0 = call i64 @level0(i64 %n)
  %v1 = call i64 @level0(i64 %v0)
  %v2 = call i64 @level0(i64 %v1)
  %v3 = call i64 @level0(i64 %v2)
  %v4 = call i64 @level0(i64 %v3)
  %v5 = call i64 @level0(i64 %v4)
  %v6 = call i64 @level0(i64 %v5)
  %v7 = call i64 @level0(i64 %v6)
  ret i64 %v7
}

define internal i64 @level2(i64 %n) {
  %v0 = call i64 @level1(i64 %n)
  %v1 = call i64 @level1(i64 %v0)
  %v2 = call i64 @level1(i64 %v1)
  %v3 = call i64 @level1(i64 %v2)
  %v4 = call i64 @level1(i64 %v3)
  %v5 = call i64 @level1(i64 %v4)
  %v6 = call i64 @level1(i64 %v5)
  %v7 = call i64 @level1(i64 %v6)
  ret i64 %v7
}

define internal i64 @level3(i64 %n) {
  %v0 = call i64 @level2(i64 %n)
  %v1 = call i64 @level2(i64 %v0)
  %v2 = call i64 @level2(i64 %v1)
  %v3 = call i64 @level2(i64 %v2)
  %v4 = call i64 @level2(i64 %v3)
  %v5 = call i64 @level2(i64 %v4)
  %v6 = call i64 @level2(i64 %v5)
  %v7 = call i64 @level2(i64 %v6)
  ret i64 %v7
}

define internal i64 @level4(i64 %n) {
  %v0 = call i64 @level3(i64 %n)
  %v1 = call i64 @level3(i64 %v0)
  %v2 = call i64 @level3(i64 %v1)
  %v3 = call i64 @level3(i64 %v2)
  %v4 = call i64 @level3(i64 %v3)
  %v5 = call i64 @level3(i64 %v4)
  %v6 = call i64 @level3(i64 %v5)
  %v7 = call i64 @level3(i64 %v6)
  ret i64 %v7
}

define internal i64 @level5(i64 %n) {
  %v0 = call i64 @level4(i64 %n)
  %v1 = call i64 @level4(i64 %v0)
  %v2 = call i64 @level4(i64 %v1)
  %v3 = call i64 @level4(i64 %v2)
  %v4 = call i64 @level4(i64 %v3)
  %v5 = call i64 @level4(i64 %v4)
  %v6 = call i64 @level4(i64 %v5)
  %v7 = call i64 @level4(i64 %v6)
  ret i64 %v7
}

define internal i64 @level6(i64 %n) {
  %v0 = call i64 @level5(i64 %n)
  %v1 = call i64 @level5(i64 %v0)
  %v2 = call i64 @level5(i64 %v1)
  %v3 = call i64 @level5(i64 %v2)
  %v4 = call i64 @level5(i64 %v3)
  %v5 = call i64 @level5(i64 %v4)
  %v6 = call i64 @level5(i64 %v5)
  %v7 = call i64 @level5(i64 %v6)
  ret i64 %v7
}

define internal i64 @level7(i64 %n) {
  %v0 = call i64 @level6(i64 %n)
  %v1 = call i64 @level6(i64 %v0)
  %v2 = call i64 @level6(i64 %v1)
  %v3 = call i64 @level6(i64 %v2)
  %v4 = call i64 @level6(i64 %v3)
  %v5 = call i64 @level6(i64 %v4)
  %v6 = call i64 @level6(i64 %v5)
  %v7 = call i64 @level6(i64 %v6)
  ret i64 %v7
}

define void @__offload_entry_k(ptr %y) "offload-rank"="1" {
  %v = call i64 @level7(i64 1)
  store i64 %v, ptr %y
  ret void
}
