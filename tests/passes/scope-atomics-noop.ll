; The pass does not change operations that are not atomic, and atomics with the scope of a block.
; RUN: %opt -passes=offload-scope-atomics,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

target triple = "amdgcn-amd-amdhsa"

define void @kernel(ptr %p) {
  %v = load i32, ptr %p
  store volatile i32 %v, ptr %p
  fence syncscope("workgroup") seq_cst
  %old = atomicrmw add ptr %p, i32 1 syncscope("workgroup") monotonic
  ret void
}
