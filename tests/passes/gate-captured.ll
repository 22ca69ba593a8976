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
; RUN: not %opt -passes=offload-gate -S %t/field.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/part.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/late.ll 2>&1 | FileCheck %t/load.ll
; RUN: not %opt -passes=offload-gate -S %t/index.ll 2>&1 | FileCheck %t/load.ll
; RUN: %opt -passes=offload-gate,verify -S %t/beside.ll
; RUN: %opt -passes=offload-gate,verify -S %t/beside-copied.ll
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

;--- field.ll
; A struct with a slice that is the kernel's and a captured reference; a callee uses the captured one.
define internal float @read(ptr %both) noinline {
  %at = getelementptr i8, ptr %both, i64 16
  %reference = load ptr, ptr %at
  %v = load float, ptr %reference
  ret float %v
}
define void @__offload_entry_k(ptr "offload-by-value"="f" %f, ptr %x) "offload-rank"="1" "offload-name"="step" {
  %both = alloca [24 x i8]
  store ptr %x, ptr %both
  %reference = load ptr, ptr %f
  %at = getelementptr i8, ptr %both, i64 16
  store ptr %reference, ptr %at
  %v = call float @read(ptr %both)
  ret void
}

;--- part.ll
; The closure became the second half of a struct, which was copied.
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define void @__offload_entry_k(ptr "offload-by-value"="f" %f, ptr %x) "offload-rank"="1" "offload-name"="step" {
  %both = alloca [16 x i8]
  %again = alloca [16 x i8]
  %at = getelementptr i8, ptr %both, i64 8
  call void @llvm.memcpy.p0.p0.i64(ptr %at, ptr %f, i64 8, i1 false)
  store ptr %x, ptr %both
  call void @llvm.memcpy.p0.p0.i64(ptr %again, ptr %both, i64 16, i1 false)
  %again.at = getelementptr i8, ptr %again, i64 8
  %reference = load ptr, ptr %again.at
  %v = load float, ptr %reference
  ret void
}

;--- late.ll
; Read in a function before another one writes it, in the order of this file.
define internal float @read(ptr %local) noinline {
  %reference = load ptr, ptr %local
  %v = load float, ptr %reference
  ret float %v
}
define internal void @write(ptr %local, ptr %reference) noinline {
  store ptr %reference, ptr %local
  ret void
}
define void @__offload_entry_k(ptr "offload-by-value"="f" %f, ptr %x) "offload-rank"="1" "offload-name"="step" {
  %both = alloca [16 x i8]
  %reference = load ptr, ptr %f
  %number = ptrtoint ptr %reference to i64
  store i64 %number, ptr %both
  %at = getelementptr i8, ptr %both, i64 8
  %v = call float @read(ptr %at)
  call void @write(ptr %at, ptr %reference)
  ret void
}

;--- index.ll
; Of an array, one of which is captured, one is used: nobody knows which.
define void @__offload_entry_k(ptr "offload-by-value"="f" %f, ptr %x, i64 %i) "offload-rank"="1" "offload-name"="step" {
  %both = alloca [2 x ptr]
  store ptr %x, ptr %both
  %reference = load ptr, ptr %f
  %second = getelementptr i8, ptr %both, i64 8
  store ptr %reference, ptr %second
  %at = getelementptr [2 x ptr], ptr %both, i64 0, i64 %i
  %one = load ptr, ptr %at
  %v = load float, ptr %one
  ret void
}

;--- beside.ll
; A captured number and a number that is an argument, in one struct with a slice that is the kernel's: the callee uses the slice.
define internal float @read(ptr %all) noinline {
  %x = load ptr, ptr %all
  %at = getelementptr i8, ptr %all, i64 16
  %number = load i64, ptr %at
  %element = getelementptr float, ptr %x, i64 %number
  %v = load float, ptr %element
  ret float %v
}
define void @__offload_entry_k(ptr "offload-by-value"="f" %f, i64 "offload-literal"="n" %n, ptr %x) "offload-rank"="1" "offload-name"="step" {
  %all = alloca [24 x i8]
  store ptr %x, ptr %all
  %n.at = getelementptr i8, ptr %all, i64 8
  store i64 %n, ptr %n.at
  %number = load i64, ptr %f
  %at = getelementptr i8, ptr %all, i64 16
  store i64 %number, ptr %at
  %v = call float @read(ptr %all)
  ret void
}

;--- beside-copied.ll
; The same after a copy of a part.
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define void @__offload_entry_k(ptr "offload-by-value"="f" %f, ptr %x) "offload-rank"="1" "offload-name"="step" {
  %both = alloca [16 x i8]
  %again = alloca [16 x i8]
  store ptr %x, ptr %both
  %at = getelementptr i8, ptr %both, i64 8
  call void @llvm.memcpy.p0.p0.i64(ptr %at, ptr %f, i64 8, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %again, ptr %both, i64 16, i1 false)
  %own = load ptr, ptr %again
  %v = load float, ptr %own
  ret void
}
