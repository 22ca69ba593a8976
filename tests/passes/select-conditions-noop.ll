; Other widenings, and those of vectors of conditions, do not change.
; RUN: %opt -passes=offload-select-conditions,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

define i64 @function(i8 %byte, i32 %word, <4 x i1> %mask, ptr %out) {
  %a = zext i8 %byte to i64
  %b = sext i32 %word to i64
  %c = sext <4 x i1> %mask to <4 x i32>
  store <4 x i32> %c, ptr %out
  %sum = add i64 %a, %b
  ret i64 %sum
}
