; The functions that alloc's types call allocate in the launch's heap, whatever global allocator the program has.
; RUN: %opt -passes=offload-redirect-allocations,verify -S %s | FileCheck %s

; The attributes of std's allocator do not hold for the device's.
; CHECK: define internal ptr @_RNvCs1_7___rustc12___rust_alloc(i64 %size, i64 %align) #[[PLAIN:[0-9]+]] {
; CHECK-NEXT: entry:
; CHECK-NEXT: [[MEMORY:%.*]] = call ptr @__offload_allocate(i64 %size, i64 %align)
; CHECK-NEXT: ret ptr [[MEMORY]]
define internal noalias ptr @_RNvCs1_7___rustc12___rust_alloc(i64 %size, i64 allocalign %align) allockind("alloc,uninitialized,aligned") allocsize(0) memory(none) "alloc-family"="__rust_alloc" {
  %memory = call ptr @user_allocator(i64 %size)
  ret ptr %memory
}

; CHECK: define internal ptr @_RNvCs1_7___rustc19___rust_alloc_zeroed(
; CHECK: call ptr @__offload_allocate_zeroed(i64 %size, i64 %align)
define internal ptr @_RNvCs1_7___rustc19___rust_alloc_zeroed(i64 %size, i64 %align) {
  ret ptr null
}

; CHECK: define internal void @_RNvCs1_7___rustc14___rust_dealloc(
; CHECK: call void @__offload_deallocate(ptr %memory, i64 %size, i64 %align)
; CHECK-NEXT: ret void
define internal void @_RNvCs1_7___rustc14___rust_dealloc(ptr %memory, i64 %size, i64 %align) {
  ret void
}

; CHECK: define internal ptr @_RNvCs1_7___rustc14___rust_realloc(
; CHECK: call ptr @__offload_reallocate(ptr %memory, i64 %size, i64 %align, i64 %new)
define internal ptr @_RNvCs1_7___rustc14___rust_realloc(ptr %memory, i64 %size, i64 %align, i64 %new) {
  ret ptr null
}

; CHECK: define internal void @_RNvCs1_7___rustc26___rust_alloc_error_handler(i64 %size, i64 %align) #[[NORETURN:[0-9]+]] {
; CHECK: call void @__offload_allocation_failed(i64 %size, i64 %align)
; CHECK-NEXT: unreachable
define internal void @_RNvCs1_7___rustc26___rust_alloc_error_handler(i64 %size, i64 %align) {
  ret void
}

declare ptr @user_allocator(i64)

; CHECK-DAG: attributes #[[PLAIN]] = { nounwind }
; CHECK-DAG: attributes #[[NORETURN]] = { cold noreturn nounwind }
