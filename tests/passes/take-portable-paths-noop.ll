; Other assembly, and statics of a program that never queries the processor, do not change.
; RUN: %opt -passes=offload-take-portable-paths,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

@count = internal global i64 0

define i64 @once(i64 %x) {
  store atomic i64 1, ptr @count monotonic, align 8
  %y = call i64 asm sideeffect inteldialect "mul $0", "=&{ax},0"(i64 %x)
  %z = call i64 asm sideeffect inteldialect "cpuid\0Amul $0", "=&{ax},0"(i64 %y)
  %a = call i64 asm sideeffect inteldialect "/* */ mul $0 /* */", "=&{ax},0"(i64 %z)
  %b = call i64 asm sideeffect inteldialect "/* another register */", "=&r,r"(i64 %a)
  ret i64 %b
}
