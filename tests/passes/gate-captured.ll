; A pointer that was captured by value must not be dereferenced or called, however it travels in between.
; RUN: split-file %s %t
; RUN: not %opt -passes=offload-gate -S %t/load.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/store.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/call.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/local.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/spilled.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/integer.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/callee.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/phi.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/slice.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/copied-from.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/atomic.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/exchange.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/vtable.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/literal.ll 2>&1 | FileCheck %t/load.ll
; Passed to the kernel as an argument of its own, the same pointer is fine.
; RUN: sed -e 's/"offload-by-value"="f"//' %t/load.ll | %opt -passes=offload-gate,verify -S

;--- load.ll
; A leaked `&'static f32`.
; CHECK: error: OFL022: kernel `step` uses a pointer that was captured by value in argument `f`
; CHECK: = help: what a closure captures is copied to the device bit by bit
define void @__offload_entry_k(ptr "offload-by-value"="f" %f, ptr %y) "offload-rank"="1" "offload-name"="step" {
  %reference = load ptr, ptr %f
  %v = load float, ptr %reference
  store float %v, ptr %y
  ret void
}

;--- store.ll
define void @__offload_entry_k(ptr "offload-by-value"="f" %f) "offload-rank"="1" "offload-name"="step" {
  %reference = load ptr, ptr %f
  store float 1.0, ptr %reference
  ret void
}

;--- call.ll
; A function pointer.
define void @__offload_entry_k(ptr "offload-by-value"="f" %f) "offload-rank"="1" "offload-name"="step" {
  %function = load ptr, ptr %f
  call void %function()
  ret void
}

;--- local.ll
; The closure was copied to a local variable.
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define void @__offload_entry_k(ptr "offload-by-value"="f" %f) "offload-rank"="1" "offload-name"="step" {
  %local = alloca [24 x i8]
  call void @llvm.memcpy.p0.p0.i64(ptr %local, ptr %f, i64 24, i1 false)
  %at = getelementptr i8, ptr %local, i64 16
  %reference = load ptr, ptr %at
  %v = load float, ptr %reference
  ret void
}

;--- spilled.ll
; One captured value was kept in a local variable.
define void @__offload_entry_k(ptr "offload-by-value"="f" %f) "offload-rank"="1" "offload-name"="step" {
  %local = alloca ptr
  %reference = load ptr, ptr %f
  store ptr %reference, ptr %local
  %again = load ptr, ptr %local
  %v = load float, ptr %again
  ret void
}

;--- integer.ll
; Optimisation moved it as an integer.
define void @__offload_entry_k(ptr "offload-by-value"="f" %f) "offload-rank"="1" "offload-name"="step" {
  %bits = load i64, ptr %f
  %next = add i64 %bits, 8
  %reference = inttoptr i64 %next to ptr
  %v = load float, ptr %reference
  ret void
}

;--- callee.ll
; In a function that was not inlined.
define internal float @read(ptr %closure) noinline {
  %reference = load ptr, ptr %closure
  %v = load float, ptr %reference
  ret float %v
}
define void @__offload_entry_k(ptr "offload-by-value"="f" %f) "offload-rank"="1" "offload-name"="step" {
  %v = call float @read(ptr %f)
  ret void
}

;--- phi.ll
; On one of two ways.
define void @__offload_entry_k(ptr "offload-by-value"="f" %f, ptr %y, i1 %which) "offload-rank"="1" "offload-name"="step" {
  %reference = load ptr, ptr %f
  br i1 %which, label %one, label %other
one:
  br label %other
other:
  %p = phi ptr [ %y, %0 ], [ %reference, %one ]
  %v = load float, ptr %p
  ret void
}

;--- slice.ll
; An element of a leaked `&'static [f32]`: the captured pointer is the base.
define void @__offload_entry_k(ptr "offload-by-value"="f" %f, i64 %i) "offload-rank"="1" "offload-name"="step" {
  %data = load ptr, ptr %f
  %at = getelementptr float, ptr %data, i64 %i
  %v = load float, ptr %at
  ret void
}

;--- copied-from.ll
; `copy_from_slice` out of a leaked slice.
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define void @__offload_entry_k(ptr "offload-by-value"="f" %f, ptr %y) "offload-rank"="1" "offload-name"="step" {
  %data = load ptr, ptr %f
  call void @llvm.memcpy.p0.p0.i64(ptr %y, ptr %data, i64 64, i1 false)
  ret void
}

;--- atomic.ll
; A leaked `&'static AtomicU32`.
define void @__offload_entry_k(ptr "offload-by-value"="f" %f) "offload-rank"="1" "offload-name"="step" {
  %counter = load ptr, ptr %f
  %old = atomicrmw add ptr %counter, i32 1 monotonic
  ret void
}

;--- exchange.ll
define void @__offload_entry_k(ptr "offload-by-value"="f" %f) "offload-rank"="1" "offload-name"="step" {
  %counter = load ptr, ptr %f
  %old = cmpxchg ptr %counter, i32 1, i32 2 monotonic monotonic
  ret void
}

;--- vtable.ll
; A leaked `&'static dyn Fn()`: its vtable is read first.
define void @__offload_entry_k(ptr "offload-by-value"="f" %f) "offload-rank"="1" "offload-name"="step" {
  %vtable.at = getelementptr i8, ptr %f, i64 8
  %vtable = load ptr, ptr %vtable.at
  %method.at = getelementptr i8, ptr %vtable, i64 40
  %method = load ptr, ptr %method.at
  call void %method()
  ret void
}

;--- literal.ll
; A closure of one captured reference is 8 bytes: it travels in the slot itself.
define void @__offload_entry_k(i64 "offload-literal"="f" %f) "offload-rank"="1" "offload-name"="step" {
  %reference = inttoptr i64 %f to ptr
  %v = load float, ptr %reference
  ret void
}
