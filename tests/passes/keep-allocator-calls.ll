; The functions through which Rust allocates stay functions, also with a `#[global_allocator]`; nothing else changes.
; RUN: %opt -passes=offload-keep-allocator-calls,verify -S %s | FileCheck %s
; Without the pass, LLVM would inline them. With it, the calls remain after optimisation.
; RUN: %opt -passes='offload-keep-allocator-calls,default<O3>,verify' -S %s | FileCheck %s --check-prefix=O3

; CHECK: define hidden ptr @_RNvCs1_7___rustc12___rust_alloc({{.*}} #[[KEPT:[0-9]+]] {
define hidden ptr @_RNvCs1_7___rustc12___rust_alloc(i64 %size, i64 %align) alwaysinline {
  %memory = call ptr @user_allocator(i64 %size, i64 %align)
  ret ptr %memory
}
; CHECK: define hidden void @_RNvCs1_7___rustc14___rust_dealloc({{.*}} #[[KEPT]] {
define hidden void @_RNvCs1_7___rustc14___rust_dealloc(ptr %memory, i64 %size, i64 %align) {
  call void @user_deallocator(ptr %memory)
  ret void
}
; CHECK: define internal ptr @_RNvCs1_3app5other({{.*}}) {
define internal ptr @_RNvCs1_3app5other(i64 %size) {
  %memory = call ptr @user_allocator(i64 %size, i64 4)
  ret ptr %memory
}

; O3-LABEL: define void @use(
; O3: call ptr @_RNvCs1_7___rustc12___rust_alloc(i64 8, i64 8)
; O3: call ptr @user_allocator(i64 16, i64 4)
; O3: call void @_RNvCs1_7___rustc14___rust_dealloc(
define void @use(ptr %out) {
  %memory = call ptr @_RNvCs1_7___rustc12___rust_alloc(i64 8, i64 8)
  store ptr %memory, ptr %out
  %other = call ptr @_RNvCs1_3app5other(i64 16)
  call void @_RNvCs1_7___rustc14___rust_dealloc(ptr %other, i64 16, i64 8)
  ret void
}

declare ptr @user_allocator(i64, i64)
declare void @user_deallocator(ptr)
; CHECK: attributes #[[KEPT]] = { noinline }
