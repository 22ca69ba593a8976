; The gate ignores code that no kernel reaches.
; RUN: %opt -passes=offload-gate,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

@counter = external global i32
@per_thread = external thread_local global i32
@table = internal constant [1 x ptr] [ptr @getpid]
declare i32 @getpid()

define i32 @host() {
  %pid = call i32 @getpid()
  %v = load i32, ptr @counter
  store i32 %v, ptr @per_thread
  call void asm sideeffect "cpuid", "~{eax},~{ebx},~{ecx},~{edx}"()
  %f = load ptr, ptr @table
  ret i32 %pid
}

; A body that is only declared contains nothing to check.
declare void @__offload_entry_declared() "offload-rank"="1" "offload-name"="declared"

define void @__offload_entry_k() "offload-rank"="1" "offload-name"="k" {
  ret void
}
