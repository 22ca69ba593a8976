; The heap reads an id, but functions that allocate do not become part of the kernel's body.
; RUN: %opt -passes=offload-inline-id-readers,verify -S %s | FileCheck %s

declare i64 @__offload_global_id_x()

; CHECK: define ptr @__offload_allocate(i64 %size, i64 %align) {
define ptr @__offload_allocate(i64 %size, i64 %align) {
  %id = call i64 @__offload_global_id_x()
  %address = inttoptr i64 %id to ptr
  ret ptr %address
}

; CHECK: define internal ptr @grow() {
define internal ptr @grow() {
  %memory = call ptr @__offload_allocate(i64 8, i64 8)
  ret ptr %memory
}

; CHECK-NOT: alwaysinline
define void @__offload_entry_k(ptr %y) "offload-rank"="1" {
  %memory = call ptr @grow()
  store ptr %memory, ptr %y
  ret void
}
