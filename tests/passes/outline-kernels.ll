; A recorded kernel gets a body with one parameter for each slot and the attributes that its descriptor promises. The pass removes
; everything that no kernel reaches.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-outline-kernels,verify -S | FileCheck %s --implicit-check-not=host --implicit-check-not=comdat --implicit-check-not='section "' --implicit-check-not='module asm' --implicit-check-not=llvm.used --implicit-check-not=llvm.compiler.used --implicit-check-not=ctors


module asm ".globl host_symbol"
$_RNvC3app5saxpy = comdat any

; Constants and the values that they refer to remain, with internal linkage.
; CHECK-DAG: @table = internal constant [2 x float]
@table = hidden constant [2 x float] [float 1.0, float 2.0], section ".rodata.table", comdat($_RNvC3app5saxpy)

; A kernel reaches a vtable through its use, and through the vtable the method.
; CHECK-DAG: @vtable = internal {{.*}}constant { ptr, i64, i64, ptr } { ptr null, i64 0, i64 1, ptr @method }
@vtable = private unnamed_addr constant { ptr, i64, i64, ptr } { ptr null, i64 0, i64 1, ptr @method }

@host_counter = global i32 3
@host_table = constant [1 x ptr] [ptr @host]
@llvm.used = appending global [1 x ptr] [ptr @host], section "llvm.metadata"
@llvm.compiler.used = appending global [1 x ptr] [ptr @record], section "llvm.metadata"
@llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] [{ i32, ptr, ptr } { i32 65535, ptr @host, ptr null }]
@record = internal constant { ptr, ptr } { ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy }, section ".offload.records"

; rustc's merge-functions leaves aliases; the pass replaces their uses with the function itself.
; CHECK-NOT: alias
@merged = alias float (float), ptr @helper
@host_alias = alias i32 (), ptr @host

; CHECK: define internal void @_RNvC3app5saxpy({{.*}}) unnamed_addr [[SHIM:#[0-9]+]]
define hidden void @_RNvC3app5saxpy(i32 %a, ptr %x, i64 %x.length, ptr %y, i64 %y.length) unnamed_addr noinline section ".text.saxpy" comdat {
; CHECK: load float, ptr @table
  %c = load float, ptr @table
; CHECK: call float @helper
  %h = call float @merged(float %c)
; CHECK: call void %{{.*}}(ptr @vtable)
  %method = load ptr, ptr getelementptr (i8, ptr @vtable, i64 24)
  call void %method(ptr @vtable)
  store float %h, ptr %y
  ret void
}

; CHECK-LABEL: define internal float @helper
define float @helper(float %v) {
  %r = fadd float %v, 1.0
  ret float %r
}

; CHECK-LABEL: define internal void @method
define void @method(ptr %self) {
  ret void
}

define i32 @host() {
  %status = call i32 @__offload_launch(ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy, ptr null, ptr null)
  %counted = load i32, ptr @host_counter
  ret i32 %counted
}

declare i32 @__offload_launch(ptr, ptr, ptr, ptr)

; `x` is read-only, `y` is not; both are non-null and have the alignment of their elements. A slot of 8 bytes holds a `u32` in
; its low half.
; CHECK: define void @__offload_entry__RNvC3app5saxpy(
; CHECK-SAME: i64 %a, ptr noalias nonnull readonly align 4 %x, i64 %x1, ptr noalias nonnull align 4 %y, i64 %y2) [[BODY:#[0-9]+]]
; CHECK-NEXT: entry:
; CHECK-NEXT: [[A:%.*]] = trunc i64 %a to i32
; CHECK-NEXT: call void @_RNvC3app5saxpy(i32 [[A]], ptr %x, i64 %x1, ptr %y, i64 %y2)
; CHECK-NEXT: ret void

; The shim was `noinline` so that its launch finds it; now LLVM inlines it into the body.
; CHECK-DAG: attributes [[SHIM]] = { alwaysinline }
; CHECK-DAG: attributes [[BODY]] = { nounwind "offload-max-block"="256" "offload-name"="saxpy" "offload-rank"="1" }
