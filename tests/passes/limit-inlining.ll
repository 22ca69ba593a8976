; In functions that only a large kernel reaches, also through a table, calls are inlined as on the host. Functions that a small kernel
; reaches stay as they would be without the large kernel.
; RUN: %python -c "import sys; print(sys.stdin.read().replace('\n; MANY', '\n  store volatile i8 0, ptr %%p' * 4000))" < %s > %t.ll
; RUN: %opt -passes=offload-limit-inlining,verify -S %t.ll | FileCheck %s

@table = internal constant [1 x ptr] [ptr @through_table]

; CHECK-LABEL: define void @large(
define void @large(ptr %p) "offload-rank"="1" {
; CHECK: call void @shared(ptr %p) #[[LIMIT:[0-9]+]]
  call void @shared(ptr %p)
; CHECK: call void %function(ptr %p) #[[LIMIT]]
  %function = load ptr, ptr @table
  call void %function(ptr %p)
; CHECK: call void @llvm.assume(i1 true){{$}}
  call void @llvm.assume(i1 true)
; MANY
  ret void
}

; CHECK-LABEL: define void @small(
define void @small(ptr %p) "offload-rank"="1" {
; CHECK: call void @shared(ptr %p){{$}}
  call void @shared(ptr %p)
  ret void
}

; CHECK-LABEL: define internal void @shared(
define internal void @shared(ptr %p) {
; CHECK: call void @leaf(ptr %p){{$}}
  call void @leaf(ptr %p)
  ret void
}

; CHECK-LABEL: define internal void @through_table(
define internal void @through_table(ptr %p) {
; CHECK: call void @leaf(ptr %p) #[[LIMIT]]
  call void @leaf(ptr %p)
  ret void
}

define internal void @leaf(ptr %p) {
  store i8 1, ptr %p
  ret void
}

declare void @llvm.assume(i1)

; CHECK: attributes #[[LIMIT]] = { "function-inline-threshold"="225" }
