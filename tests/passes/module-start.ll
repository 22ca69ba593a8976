; At the start of a module, before any optimisation: ids lose their bodies, launches are recorded, and calls of the allocator stay calls.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-module-start,verify -S | FileCheck %s

; CHECK: section ".offload.records"
; CHECK: define void @_RNvC3app5saxpy({{.*}} [[SHIM:#[0-9]+]]
define void @_RNvC3app5saxpy(i32 %a, ptr %x, i64 %x.length, ptr %y, i64 %y.length) sanitize_address {
  %id = call i64 @__offload_global_id_x()
  ret void
}
; CHECK: declare i64 @__offload_global_id_x()
define i64 @__offload_global_id_x() {
  ret i64 0
}
define i32 @host() {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy, ptr null, ptr null)
  ret i32 %status
}
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)
; CHECK: define internal ptr @_RNvCs1_7___rustc12___rust_alloc({{.*}} [[ALLOCATOR:#[0-9]+]]
define internal ptr @_RNvCs1_7___rustc12___rust_alloc(i64 %size, i64 %align) alwaysinline {
  ret ptr null
}
; CHECK-DAG: attributes [[SHIM]] = { {{.*}}"offload-shim"="_RNvC3app5saxpy"
; CHECK-DAG: attributes [[ALLOCATOR]] = { {{.*}}noinline
; CHECK: !"offload_sanitizer", i32 1
