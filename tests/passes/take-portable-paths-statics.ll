; A static does not change if it serves more than detection, even if only functions that detect write to it.
; RUN: %opt -passes=offload-take-portable-paths,verify -S %s | FileCheck %s

; CHECK-DAG: @count = internal global i64 0
@count = internal global i64 0
; CHECK-DAG: @flag = internal global i8 0
@flag = internal global i8 0
; CHECK-DAG: @argument = internal global i64 0
@argument = internal global i64 0
; CHECK-DAG: @escaped = internal global i64 0
@escaped = internal global i64 0
; CHECK-DAG: @chosen_by_argument = internal global i8 0
@chosen_by_argument = internal global i8 0
; CHECK-DAG: @set_before = internal global i64 0
@set_before = internal global i64 0
; CHECK-DAG: @done_once = internal global i64 0
@done_once = internal global i64 0
; CHECK-DAG: @used_unknown = internal global i64 0
@used_unknown = internal global i64 0
; CHECK-DAG: @from_memory = internal global i64 0
@from_memory = internal global i64 0
; CHECK-DAG: @visible = global i64 0
@visible = global i64 0

define i64 @ask(i32 %leaf) {
  %all = call { i32, i32, i32, i32 } asm sideeffect inteldialect "mov ${0:q}, rbx\0Acpuid\0Axchg ${0:q}, rbx", "=&r,=&{ax},=&{cx},=&{dx},1,2"(i32 %leaf, i32 0)
  %low = extractvalue { i32, i32, i32, i32 } %all, 2
  %wide = zext i32 %low to i64
  %bits = or i64 %wide, 1
  ret i64 %bits
}

; A counter, a flag that records an event, an argument, and a value that others see.
define void @stored(i64 %x) {
  %bits = call i64 @ask(i32 1)
  %before = load i64, ptr @count
  %more = add i64 %before, %x
  store i64 %more, ptr @count
  store atomic i8 1, ptr @flag monotonic, align 1
  store i64 %x, ptr @argument
  store i64 %bits, ptr @escaped
  call void @elsewhere(ptr @escaped)
  store i64 %bits, ptr @visible
  ret void
}

declare void @elsewhere(ptr)

; An argument takes part in the choice of the constant.
define void @chosen(i1 %x) {
  br i1 %x, label %asks, label %join
asks:
  %bits = call i64 @ask(i32 1)
  %has = trunc i64 %bits to i1
  br i1 %has, label %wide, label %join
wide:
  br label %join
join:
  %byte = phi i8 [ 1, %0 ], [ 2, %asks ], [ 3, %wide ]
  store i8 %byte, ptr @chosen_by_argument
  ret void
}

; A function that loads the static does not detect: before `set`, the value has another meaning.
define void @set() {
  %bits = call i64 @ask(i32 1)
  store i64 %bits, ptr @set_before
  ret void
}

define i64 @level() {
  %level = load i64, ptr @set_before
  ret i64 %level
}

; The first call does more than detect.
define void @once(ptr %y) {
  %known = load i64, ptr @done_once
  %unknown = icmp eq i64 %known, 0
  br i1 %unknown, label %first, label %done
first:
  %bits = call i64 @ask(i32 1)
  store i64 %bits, ptr @done_once
  store i64 1, ptr %y
  br label %done
done:
  ret void
}

; The code uses the loaded value where nothing is known yet.
define i64 @early() {
  %known = load i64, ptr @used_unknown
  %unknown = icmp eq i64 %known, 0
  br i1 %unknown, label %first, label %done
first:
  %bits = call i64 @ask(i32 1)
  store i64 %bits, ptr @used_unknown
  br label %done
done:
  ret i64 %known
}

; The stored value is computed from memory that any code may write.
@setting = global i64 1
define i64 @mixed() {
  %known = load i64, ptr @from_memory
  %unknown = icmp eq i64 %known, 0
  br i1 %unknown, label %first, label %done
first:
  %asked = call i64 @ask_with_setting()
  store i64 %asked, ptr @from_memory
  br label %done
done:
  %bits = phi i64 [ %known, %0 ], [ %asked, %first ]
  ret i64 %bits
}

define i64 @ask_with_setting() {
  %bits = call i64 @ask(i32 1)
  %setting = load i64, ptr @setting
  %both = and i64 %bits, %setting
  ret i64 %both
}
