; A kernel that was compiled for a better processor than the image's keeps its features, because selection needs them for its instructions.
; REQUIRES: x86
; RUN: %opt '-passes=offload-strip-host,offload-device<cpu>,verify' -S %s -o %t.ll
; RUN: FileCheck %s < %t.ll
; RUN: llc -mtriple=x86_64-unknown-linux-gnu < %t.ll | FileCheck %s --check-prefix=CODE
; A function's own flag has the same effect, and a flag that disables a feature stays in force.
; RUN: sed -e 's/"target-cpu"="skylake"/"target-features"="+aes"/' %s | %opt '-passes=offload-strip-host,offload-device<cpu>,verify' -S | llc -mtriple=x86_64-unknown-linux-gnu | FileCheck %s --check-prefix=CODE

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
declare <2 x i64> @llvm.x86.aesni.aesenc(<2 x i64>, <2 x i64>)

; CHECK: define internal {{.*}}@__offload_entry_k.loop({{.*}} [[LOOP:#[0-9]+]]
; CHECK: attributes [[LOOP]] = { {{.*}}"target-cpu"="x86-64{{(-v[234])?}}" "target-features"="{{.*}}+aes
; CODE: aesenc
define void @__offload_entry_k(ptr align 16 %y) "offload-rank"="1" "offload-name"="k" "target-cpu"="skylake" {
  %v = load <2 x i64>, ptr %y
  %w = call <2 x i64> @llvm.x86.aesni.aesenc(<2 x i64> %v, <2 x i64> %v)
  store <2 x i64> %w, ptr %y
  ret void
}
