; Without a large kernel nothing changes, however large the code is that no kernel reaches.
; RUN: %python -c "import sys; print(sys.stdin.read().replace('\n; MANY', '\n  store volatile i8 0, ptr %%p' * 4000))" < %s > %t.ll
; RUN: %opt -passes=offload-limit-inlining,verify -S %t.ll -o %t
; RUN: %opt -passes=verify -S %t.ll -o %t.before
; RUN: diff %t.before %t

define void @kernel(ptr %p) "offload-rank"="1" {
  call void @leaf(ptr %p)
  ret void
}

define internal void @leaf(ptr %p) {
  store i8 1, ptr %p
  ret void
}

define void @unreached(ptr %p) {
; MANY
  call void @leaf(ptr %p)
  ret void
}
