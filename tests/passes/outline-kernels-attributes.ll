; Attributes of a body's parameters follow the kind and flags of each slot.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-outline-kernels,verify -S | FileCheck %s

; fn kernel(by_value: (u64, u64, u64), fixed: &[f64; 100], out: from [f32; 8], shared: &[AtomicU32], zero: &[f64; 0], byte: u8, address: *const ())
@name = private constant [6 x i8] c"kernel"
@slots = private constant [7 x %Slot] [
  %Slot { i32 1, i32 0, i64 24, i64 8, i64 1, %Text { ptr @name.a, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 2, i32 3, i64 8, i64 8, i64 100, %Text { ptr @name.x, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 3, i32 2, i64 4, i64 16, i64 8, %Text { ptr @name.y, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 4, i32 0, i64 4, i64 4, i64 5, %Text { ptr @name.y, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 2, i32 3, i64 8, i64 8, i64 0, %Text { ptr @name.y, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 0, i32 0, i64 1, i64 1, i64 1, %Text { ptr @name.y, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 0, i32 0, i64 8, i64 8, i64 1, %Text { ptr @name.y, i64 1 }, ptr null, i64 0, ptr null }]
@descriptor = private constant %Descriptor { i32 3, i32 3, i32 256, i32 7, i32 1, i64 1,
  %Text { ptr @name, i64 6 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr @slots }
@record = internal constant { ptr, ptr } { ptr @_RNvC3app6kernel, ptr @descriptor }, section ".offload.records"

define void @_RNvC3app6kernel(ptr %by_value, ptr %fixed, ptr %out, ptr %shared, ptr %zero, i8 %byte, ptr %address) {
  ret void
}

; CHECK-LABEL: define void @__offload_entry__RNvC3app6kernel(
; Captured bytes: a copy of our own, that only the kernel sees. A GPU's kernel has them among its arguments.
; CHECK-SAME: ptr noalias nonnull readonly align 8 dereferenceable(24) "offload-carried"="24" %a,
; CHECK-SAME: ptr noalias nonnull readonly align 8 dereferenceable(800) %x,
; CHECK-SAME: ptr noalias nonnull align 16 dereferenceable(32) %y,
; Without flags: neither `noalias` nor `readonly`.
; CHECK-SAME: ptr nonnull align 4 dereferenceable(20) %y1,
; Nothing may be read from no elements.
; CHECK-SAME: ptr noalias nonnull readonly align 8 %y2,
; A literal promises nothing; a pointer is one that the user of an unsafe kernel passes himself.
; CHECK-SAME: i64 %y3, ptr %y4)
; CHECK: trunc i64 %y3 to i8
; The rank, and flag `KERNEL_STRICT_FP` of the descriptor.
; CHECK: "offload-rank"="3" "offload-strict-fp"
