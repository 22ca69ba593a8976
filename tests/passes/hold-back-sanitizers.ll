; The pass removes a sanitizer's marks from functions and keeps the layout of globals. A flag names the sanitizer.
; RUN: sed -e 's/KIND/sanitize_address/' %s | %opt -passes=offload-hold-back-sanitizers,verify -S | FileCheck %s --check-prefixes=CHECK,ADDRESS
; RUN: sed -e 's/KIND/sanitize_thread/' %s | %opt -passes=offload-hold-back-sanitizers,verify -S | FileCheck %s --check-prefixes=CHECK,THREAD
; RUN: sed -e 's/KIND/sanitize_memory/' %s | %opt -passes=offload-hold-back-sanitizers,verify -S | FileCheck %s --check-prefixes=CHECK,OTHER
;
; rustc's own pass, which runs later, finds no marks.
; RUN: sed -e 's/KIND/sanitize_address/' %s | %opt -passes=offload-hold-back-sanitizers,asan,verify -S | FileCheck %s --check-prefix=LATER
; RUN: sed -e 's/KIND/sanitize_thread/' %s | %opt -passes='offload-hold-back-sanitizers,function(tsan),verify' -S | FileCheck %s --check-prefix=LATER

target triple = "x86_64-unknown-linux-gnu"

; CHECK: @table = constant [3 x i32] [i32 1, i32 2, i32 3], section ".offload.records", no_sanitize_address, no_sanitize_hwaddress
; LATER: @table = constant [3 x i32] [i32 1, i32 2, i32 3]
@table = constant [3 x i32] [i32 1, i32 2, i32 3], section ".offload.records"

; CHECK: define i32 @reads(ptr %x) [[OWN:#[0-9]+]] {
; LATER: define i32 @reads(ptr %x)
; LATER-NEXT: [[V:%.*]] = load i32, ptr %x
; LATER-NEXT: ret i32 [[V]]
define i32 @reads(ptr %x) #0 {
  %value = load i32, ptr %x
  ret i32 %value
}

; LATER: define void @sets(ptr %x)
; LATER-NEXT: store atomic i32 0, ptr %x release
; LATER-NEXT: ret void
define void @sets(ptr %x) {
  store atomic i32 0, ptr %x release, align 4
  ret void
}

attributes #0 = { nounwind KIND }

; CHECK: attributes [[OWN]] = { disable_sanitizer_instrumentation nounwind }
; ADDRESS: !{i32 7, !"offload_sanitizer", i32 1}
; THREAD: !{i32 7, !"offload_sanitizer", i32 2}
; OTHER-NOT: offload_sanitizer
