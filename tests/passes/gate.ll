; The gate allows everything that a device has: the kernel's own code, LLVM's and the device's intrinsics, libm, the memory functions, the
; allocator and constants. Kernels may also compute with captured bytes. The gate does not change the module.
; RUN: %opt -passes=offload-gate,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

@table = internal constant [2 x float] [float 1.0, float 2.0]

declare i64 @__offload_global_id_x()
declare void @__offload_exit()
declare float @llvm.sqrt.f32(float)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare float @sinf(float)
declare double @pow(double, double)
declare double @lgamma_r(double, ptr)
declare i32 @bcmp(ptr, ptr, i64)
declare ptr @malloc(i64)
declare void @free(ptr)

define internal float @helper(float %v) {
  %s = call float @sinf(float %v)
  %r = call float @llvm.sqrt.f32(float %s)
  ret float %r
}

define void @__offload_entry_k(ptr %y, ptr %captured, i64 %literal) "offload-rank"="1" "offload-name"="k" {
  %local = alloca [4 x i32]
  %id = call i64 @__offload_global_id_x()
  %at = getelementptr float, ptr @table, i64 %id
  %v = load float, ptr %at
  %r = call float @helper(float %v)
  store float %r, ptr %y
  %wide = fpext float %r to double
  %p = call double @pow(double %wide, double 2.0)
  %g = call double @lgamma_r(double %p, ptr %y)
  %same = call i32 @bcmp(ptr %y, ptr @table, i64 8)
  %heap = call ptr @malloc(i64 16)
  store double %g, ptr %heap
  call void @free(ptr %heap)

; A captured integer is an index and a captured float a factor: neither is an address.
  %index = load i64, ptr %captured
  %element = getelementptr float, ptr %y, i64 %index
  %factor.at = getelementptr i8, ptr %captured, i64 8
  %factor = load float, ptr %factor.at
  %scaled = fmul float %factor, %v
  store float %scaled, ptr %element

; A literal is no address either, nor a float in the low half of a word.
  %element.3 = getelementptr float, ptr %y, i64 %literal
  %low = trunc i64 %literal to i32
  %low.float = bitcast i32 %low to float
  store float %low.float, ptr %element.3

; A kernel may compare a captured pointer, copy the captured bytes, and take an index from the copy.
  %pointer.at = getelementptr i8, ptr %captured, i64 16
  %pointer = load ptr, ptr %pointer.at
  %null = icmp eq ptr %pointer, null
  call void @llvm.memcpy.p0.p0.i64(ptr %local, ptr %captured, i64 16, i1 false)
  %copied = load i64, ptr %local
  %element.2 = getelementptr float, ptr %y, i64 %copied
  store i1 %null, ptr %element.2

; A kernel that writes over its own copy of the captured bytes does not use the pointer either.
  store i64 0, ptr %captured

; An empty assembly text is an optimisation barrier (core::hint::black_box).
  call void asm sideeffect "", "r,~{memory}"(ptr %y)
  br i1 %null, label %exits, label %done
exits:
  call void @__offload_exit()
  unreachable
done:
  ret void
}
