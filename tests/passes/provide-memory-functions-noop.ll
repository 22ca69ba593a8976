; The pass does not change functions that have a body or another type.
; RUN: %opt -passes=offload-provide-memory-functions,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

target triple = "nvptx64-nvidia-cuda"

declare void @memcmp(ptr)

define internal i32 @bcmp(ptr %a, ptr %b, i64 %n) {
  ret i32 7
}

define void @kernel(ptr %a) {
  call void @memcmp(ptr %a)
  %own = call i32 @bcmp(ptr %a, ptr %a, i64 1)
  ret void
}
