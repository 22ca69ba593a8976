; Without arithmetic on floats nothing changes.
; RUN: %opt -passes=offload-allow-contraction,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

define i32 @k(i32 %a, float %b) {
  %product = mul i32 %a, %a
  %converted = fptosi float %b to i32
  %sum = add i32 %product, %converted
  ret i32 %sum
}
