; A merged program becomes a device module: allocations, prints and panics of kernels call the user crate's functions, each kernel has
; a body, and the host's code and properties are gone.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-shared,verify -S | FileCheck %s --implicit-check-not=host --implicit-check-not=target-cpu --implicit-check-not=user_allocator --implicit-check-not=cpuid

@record = internal constant { ptr, ptr } { ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy }, section ".offload.records"

define void @_RNvC3app5saxpy(i32 %a, ptr %x, i64 %x.length, ptr %y, i64 %y.length) "target-cpu"="x86-64" {
  %memory = call ptr @_RNvCs1_7___rustc12___rust_alloc(i64 8, i64 8)
  store ptr %memory, ptr %y
  %features = call { i32, i32, i32, i32 } asm "cpuid", "={ax},={bx},={cx},={dx},0,2"(i32 1, i32 0)
  %bad = icmp eq i64 %x.length, 0
  br i1 %bad, label %panic, label %fine
panic:
  call void @_RNvNtCs2_4core9panicking18panic_bounds_check(i64 0, i64 %x.length, ptr null)
  unreachable
fine:
  ret void
}
; CHECK-LABEL: define internal ptr @_RNvCs1_7___rustc12___rust_alloc(
; CHECK: call ptr @__offload_allocate(
define internal ptr @_RNvCs1_7___rustc12___rust_alloc(i64 %size, i64 %align) {
  %memory = call ptr @user_allocator(i64 %size)
  ret ptr %memory
}
declare ptr @user_allocator(i64)
; CHECK-LABEL: define internal void @_RNvNtCs2_4core9panicking18panic_bounds_check(
; CHECK: call void @__offload_panic_operands(i32
define internal void @_RNvNtCs2_4core9panicking18panic_bounds_check(i64 %index, i64 %length, ptr %place) cold noreturn {
  call void @host_panics()
  unreachable
}
declare void @host_panics()
define i32 @host() {
  ret i32 0
}
; CHECK: define void @__offload_entry__RNvC3app5saxpy(
