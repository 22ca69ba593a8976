; Detection finds nothing, the static that remembers it is a constant without features, and the processor's square root becomes LLVM's.
; RUN: %opt -passes=offload-take-portable-paths,verify -S %s | FileCheck %s

; The forms in std_detect, cpufeatures and memchr.
; CHECK-DAG: @cache = internal constant [2 x i64] zeroinitializer
@cache = internal global [2 x i64] zeroinitializer
; CHECK-DAG: @storage = internal constant i8 -1
@storage = internal global i8 -1
; CHECK-DAG: @chosen = internal constant ptr @choose
@chosen = internal global ptr @choose

; CHECK-LABEL: define { i32, i32, i32, i32 } @ask(
; CHECK-NEXT: ret { i32, i32, i32, i32 } zeroinitializer
define { i32, i32, i32, i32 } @ask(i32 %leaf) {
  %all = call { i32, i32, i32, i32 } asm sideeffect inteldialect "mov ${0:q}, rbx\0Acpuid\0Axchg ${0:q}, rbx", "=&r,=&{ax},=&{cx},=&{dx},1,2"(i32 %leaf, i32 0)
  ret { i32, i32, i32, i32 } %all
}

; CHECK-LABEL: define i64 @saved(
; CHECK-NEXT: ret i64 0
define i64 @saved() {
  %bits = call i64 @llvm.x86.xgetbv(i32 0)
  ret i64 %bits
}

; CHECK-LABEL: define i64 @detect(
; CHECK-NOT: store
; CHECK: ret i64
define i64 @detect() {
  %all = call { i32, i32, i32, i32 } @ask(i32 1)
  %low = extractvalue { i32, i32, i32, i32 } %all, 2
  %wide = zext i32 %low to i64
  %bits = or i64 %wide, -9223372036854775808
  store atomic i64 %bits, ptr @cache monotonic, align 8
  store atomic i64 %bits, ptr getelementptr inbounds (i8, ptr @cache, i64 8) monotonic, align 8
  %has = icmp slt i32 %low, 0
  %byte = zext i1 %has to i8
  store atomic i8 %byte, ptr @storage monotonic, align 1
  ret i64 %bits
}

; CHECK-LABEL: define i1 @has(
; CHECK-NEXT: load i64, ptr @cache
define i1 @has() {
  %known = load atomic i64, ptr @cache monotonic, align 8
  %unknown = icmp eq i64 %known, 0
  br i1 %unknown, label %first, label %done
first:
  %detected = call i64 @detect()
  br label %done
done:
  %bits = phi i64 [ %known, %0 ], [ %detected, %first ]
  %bit = trunc i64 %bits to i1
  ret i1 %bit
}

; In unoptimised code, std's detection hides the static behind calls.
; CHECK-LABEL: define zeroext i1 @_RNvNtNtNtNtCs6d7GoaNTBIz_10std_detect6detect4arch3x8621___is_feature_detected4avx2CslmxmRA3Ml0X_6detect(
; CHECK-NEXT: entry:
; CHECK-NEXT: ret i1 false
define zeroext i1 @_RNvNtNtNtNtCs6d7GoaNTBIz_10std_detect6detect4arch3x8621___is_feature_detected4avx2CslmxmRA3Ml0X_6detect() {
  %bits = call i64 @load_of(ptr @hidden)
  %bit = trunc i64 %bits to i1
  ret i1 %bit
}
@hidden = internal global i64 0
declare i64 @load_of(ptr)

; CHECK-LABEL: define i1 @uses(
; CHECK-NEXT: load i8, ptr @storage
define i1 @uses() {
  %known = load atomic i8, ptr @storage monotonic, align 1
  switch i8 %known, label %no [
    i8 -1, label %first
    i8 1, label %yes
  ]
first:
  %bits = call i64 @detect()
  %bit = trunc i64 %bits to i1
  br i1 %bit, label %yes, label %no
yes:
  ret i1 true
no:
  ret i1 false
}

; CHECK-LABEL: define i64 @search(
; CHECK-NEXT: load ptr, ptr @chosen
define i64 @search(i64 %x) {
  %way = load atomic ptr, ptr @chosen monotonic, align 8
  %found = call i64 %way(i64 %x)
  ret i64 %found
}

; CHECK-LABEL: define i64 @choose(
; CHECK-NOT: store
; CHECK: ret i64
define i64 @choose(i64 %x) {
  %wide = call i1 @has()
  br i1 %wide, label %fast, label %join
fast:
  br label %join
join:
  %way = phi ptr [ @search_wide, %fast ], [ @search_portably, %0 ]
  store atomic ptr %way, ptr @chosen monotonic, align 8
  %found = call i64 %way(i64 %x)
  ret i64 %found
}

define i64 @search_wide(i64 %x) {
  ret i64 %x
}

define i64 @search_portably(i64 %x) {
  ret i64 %x
}

; CHECK-LABEL: define double @root(
; CHECK-NEXT: call double @llvm.sqrt.f64(double %x)
define double @root(double %x) {
  %y = call double asm inteldialect "sqrtsd ${0:x}, ${0:x}", "=&x,0,~{dirflag},~{fpsr},~{flags}"(double %x)
  ret double %y
}

; CHECK-LABEL: define i64 @comment(
; CHECK-NEXT: ret i64 %x
define i64 @comment(i64 %x) {
  %y = call i64 asm sideeffect alignstack inteldialect "/*${0:q}*/", "=&r,0,~{memory}"(i64 %x)
  ret i64 %y
}

; CHECK-LABEL: define { i64, i64 } @divide(
; CHECK-DAG: [[REST:%.*]] = urem i128 [[NUMBER:%.*]], [[BY:%.*]]
; CHECK-DAG: [[QUOTIENT:%.*]] = udiv i128 [[NUMBER]], [[BY]]
; CHECK: ret { i64, i64 }
define { i64, i64 } @divide(i64 %by, i64 %high, i64 %low) {
  %both = call { i64, i64 } asm inteldialect "div ${2:q}", "=&{dx},=&{ax},r,0,1,~{flags}"(i64 %by, i64 %high, i64 %low)
  ret { i64, i64 } %both
}

; CHECK-LABEL: define { i8, i64 } @add(
; CHECK: [[SUM:%.*]] = add i128
; CHECK: [[CARRY:%.*]] = icmp ne i8 %carry, 0
; CHECK: [[ALL:%.*]] = add i128 [[SUM]],
; CHECK: lshr i128 [[ALL]], 64
; CHECK: trunc i128 [[ALL]] to i64
define { i8, i64 } @add(i8 %carry, i64 %a, i64 %b) {
  %both = call { i8, i64 } @llvm.x86.addcarry.64(i8 %carry, i64 %a, i64 %b)
  ret { i8, i64 } %both
}

; CHECK-LABEL: define { i8, i32 } @subtract(
; CHECK: sub i64
; CHECK: [[ALL:%.*]] = sub i64
; CHECK: lshr i64 [[ALL]], 32
; CHECK: and i8 {{%.*}}, 1
define { i8, i32 } @subtract(i8 %borrow, i32 %a, i32 %b) {
  %both = call { i8, i32 } @llvm.x86.subborrow.32(i8 %borrow, i32 %a, i32 %b)
  ret { i8, i32 } %both
}

declare i64 @llvm.x86.xgetbv(i32)
declare { i8, i64 } @llvm.x86.addcarry.64(i8, i64, i64)
declare { i8, i32 } @llvm.x86.subborrow.32(i8, i32, i32)
