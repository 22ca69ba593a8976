; The pass changes the operations in place: they keep their lines and their own metadata.
; RUN: %opt -passes=offload-scope-atomics,verify -S %s | FileCheck %s

target triple = "amdgcn-amd-amdhsa"

; CHECK-LABEL: define void @kernel
define void @kernel(ptr %p) !dbg !3 {
; CHECK: %a = atomicrmw add ptr %p, i32 1 syncscope("agent") monotonic, {{.*}}!dbg ![[AT:[0-9]+]]
  %a = atomicrmw add ptr %p, i32 1 monotonic, !dbg !4
; CHECK: %v = load atomic i32, ptr %p syncscope("agent") monotonic, align 4, !dbg ![[AT]], !range ![[RANGE:[0-9]+]]
  %v = load atomic i32, ptr %p monotonic, align 4, !dbg !4, !range !5
  ret void, !dbg !4
}
; CHECK-DAG: ![[AT]] = !DILocation(line: 7,
; CHECK-DAG: ![[RANGE]] = !{i32 0, i32 2}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 7, column: 1, scope: !3)
!5 = !{i32 0, i32 2}
