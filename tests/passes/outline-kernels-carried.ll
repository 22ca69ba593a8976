; Which values a GPU's kernel has among its arguments: by value, of a word's alignment at most, and as many as fit into CARRIED_BYTES.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-outline-kernels,verify -S | FileCheck %s

@name = private constant [6 x i8] c"kernel"
@slots = private constant [6 x %Slot] [
  %Slot { i32 1, i32 0, i64 1000, i64 4, i64 1, %Text { ptr @name.a, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 1, i32 0, i64 25, i64 1, i64 1, %Text { ptr @name.a, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 1, i32 0, i64 16, i64 16, i64 1, %Text { ptr @name.a, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 1, i32 0, i64 0, i64 8, i64 1, %Text { ptr @name.a, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 2, i32 3, i64 8, i64 8, i64 1, %Text { ptr @name.x, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 1, i32 0, i64 24, i64 8, i64 1, %Text { ptr @name.a, i64 1 }, ptr null, i64 0, ptr null }]
@descriptor = private constant %Descriptor { i32 3, i32 1, i32 256, i32 6, i32 0, i64 1,
  %Text { ptr @name, i64 6 }, %Text { ptr @file, i64 10 }, i32 1, i32 1, ptr @slots }
@record = internal constant { ptr, ptr } { ptr @_RNvC3app6kernel, ptr @descriptor }, section ".offload.records"

define void @_RNvC3app6kernel(ptr %most, ptr %too_much, ptr %wide, ptr %nothing, ptr %mapped, ptr %the_rest) {
  ret void
}

; CHECK: define void @__offload_entry__RNvC3app6kernel(
; CHECK-SAME: dereferenceable(1000) "offload-carried"="1000" %a,
; 25 bytes are 32, and 24 are left.
; CHECK-SAME: dereferenceable(25) %a1,
; CHECK-SAME: align 16 dereferenceable(16) %a2,
; CHECK-SAME: align 8 %a3,
; CHECK-SAME: dereferenceable(8) %x,
; CHECK-SAME: dereferenceable(24) "offload-carried"="24" %a4)
