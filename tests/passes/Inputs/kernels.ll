; Descriptors of the kernels that the tests launch, as the user crate writes them (Abi.h).
; Tests put this file before their own: cat %inputs/kernels.ll %s | %opt …

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"

%Text = type { ptr, i64 }
; version, rank, block, slots, fingerprint, name, file, line, column, slots
%Descriptor = type { i32, i32, i32, i32, i32, i64, %Text, %Text, i32, i32, ptr }
; kind, flags, element size, element alignment, count, name
%Slot = type { i32, i32, i64, i64, i64, %Text, ptr, i64, ptr }

@file = private constant [10 x i8] c"src/lib.rs"
@name.saxpy = private constant [5 x i8] c"saxpy"
@name.empty = private constant [5 x i8] c"empty"
@name.a = private constant [1 x i8] c"a"
@name.x = private constant [1 x i8] c"x"
@name.y = private constant [1 x i8] c"y"

; fn empty(): no slots.
@descriptor.empty = private constant %Descriptor {
  i32 3, i32 1, i32 256, i32 0, i32 0, i64 17,
  %Text { ptr @name.empty, i64 5 }, %Text { ptr @file, i64 10 }, i32 3, i32 1, ptr null }

; fn saxpy(a: f32, x: &[f32], y: &mut [f32]): a literal; `to`, read-only and noalias, counted by the next; `tofrom`, noalias,
; counted by the next.
@slots.saxpy = private constant [5 x %Slot] [
  %Slot { i32 0, i32 0, i64 4, i64 4, i64 1, %Text { ptr @name.a, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 2, i32 7, i64 4, i64 4, i64 0, %Text { ptr @name.x, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 0, i32 0, i64 8, i64 8, i64 1, %Text { ptr @name.x, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 4, i32 6, i64 4, i64 4, i64 0, %Text { ptr @name.y, i64 1 }, ptr null, i64 0, ptr null },
  %Slot { i32 0, i32 0, i64 8, i64 8, i64 1, %Text { ptr @name.y, i64 1 }, ptr null, i64 0, ptr null }]
@descriptor.saxpy = private constant %Descriptor {
  i32 3, i32 1, i32 256, i32 5, i32 0, i64 23,
  %Text { ptr @name.saxpy, i64 5 }, %Text { ptr @file, i64 10 }, i32 9, i32 1, ptr @slots.saxpy }

