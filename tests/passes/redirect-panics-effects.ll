; A trap touches no memory that a program can see, but the handler that replaces it writes the report. The pass removes the attributes that
; no longer hold from functions with traps and from their callers.
; RUN: %opt -passes=offload-redirect-panics,verify -S %s | FileCheck %s

declare void @llvm.trap()

; CHECK: define void @count(ptr %n) [[PLAIN:#[0-9]+]]
define void @count(ptr %n) nounwind nosync nofree memory(argmem: readwrite, inaccessiblemem: write) {
  %old = load i64, ptr %n
  %new = add i64 %old, 1
  %over = icmp eq i64 %new, 0
  br i1 %over, label %bad, label %fine
fine:
  store i64 %new, ptr %n
  ret void
bad:
  call void @llvm.trap()
  unreachable
}

; CHECK: define void @caller(ptr %n) [[PLAIN]]
; CHECK: call void @count(ptr %n){{$}}
define void @caller(ptr %n) nounwind memory(argmem: readwrite, inaccessiblemem: write) {
  call void @count(ptr %n) memory(argmem: readwrite, inaccessiblemem: write)
  ret void
}

; CHECK: define void @other(ptr readonly %n) [[OTHER:#[0-9]+]]
define void @other(ptr readonly %n) nounwind memory(argmem: read) {
  %old = load i64, ptr %n
  ret void
}

; CHECK-DAG: attributes [[PLAIN]] = { nounwind }
; CHECK-DAG: attributes [[OTHER]] = { nounwind memory(argmem: read) }
