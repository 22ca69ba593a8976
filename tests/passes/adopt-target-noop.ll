; The CPU's module already has its triple and layout, and functions keep their features: the pass only adds a missing flag for executables.
; REQUIRES: x86
; RUN: %opt '-passes=offload-adopt-target<cpu>,verify' -S %s | FileCheck %s

; CHECK: target datalayout = "e-m:e-p270:32:32-
; CHECK: target triple = "x86_64-unknown-linux-gnu"
target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"

; CHECK: define void @k() [[FEATURES:#[0-9]+]] {
; CHECK-NEXT: %local = alloca i32, align 4
define void @k() "target-features"="+aes" {
  %local = alloca i32
  ret void
}
; CHECK: attributes [[FEATURES]] = { "target-features"="+aes" }
; CHECK: !{i32 7, !"PIE Level", i32 0}
