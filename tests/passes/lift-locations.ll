; An inlined instruction of another crate gets the innermost of the user's lines that led to it, whatever functions lie around it.
; RUN: %opt -passes=offload-lift-locations,verify -S %s | FileCheck %s

; CHECK-LABEL: define void @k(
; The user's closure, inlined into core, inlined into the user's kernel: the closure's line.
; CHECK: fadd {{.*}}!dbg ![[CLOSURE:[0-9]+]]
; core, inlined into the kernel: the kernel's line.
; CHECK: fmul {{.*}}!dbg ![[CALLER:[0-9]+]]
; Another crate below the same directory is the user's as well, also when its path is absolute.
; CHECK: fsub {{.*}}!dbg ![[MEMBER:[0-9]+]]
; A directory whose name only has the same beginning is not the user's.
; CHECK: fdiv {{.*}}!dbg ![[CALLER]]
define void @k(ptr %y) !dbg !4 {
  %v = load float, ptr %y
  %a = fadd float %v, 1.0, !dbg !10
  %b = fmul float %a, 2.0, !dbg !12
  %c = fsub float %b, 3.0, !dbg !14
  %d = fdiv float %c, 4.0, !dbg !16
  store float %d, ptr %y
  ret void
}

; No part of this function is the user's: inlined instructions get the line of their call.
; CHECK-LABEL: define void @foreign(
; CHECK: fadd {{.*}}!dbg ![[FOREIGN:[0-9]+]]
define void @foreign(float %v) !dbg !17 {
  %a = fadd float %v, 1.0, !dbg !18
  ret void
}

; CHECK-DAG: ![[CLOSURE]] = !DILocation(line: 8, column: 5, scope: ![[IN_MAIN:[0-9]+]])
; CHECK-DAG: ![[CALLER]] = !DILocation(line: 7, column: 1, scope: ![[IN_MAIN]])
; CHECK-DAG: ![[MEMBER]] = !DILocation(line: 30, column: 1, scope: ![[IN_MEMBER:[0-9]+]])
; CHECK-DAG: ![[IN_MAIN]] = !DILexicalBlockFile(scope: ![[K:[0-9]+]], file: ![[MAIN_FILE:[0-9]+]]
; CHECK-DAG: ![[IN_MEMBER]] = !DILexicalBlockFile(scope: ![[K]], file: ![[MEMBER_FILE:[0-9]+]]
; CHECK-DAG: ![[K]] = distinct !DISubprogram(name: "k"
; CHECK-DAG: ![[MAIN_FILE]] = !DIFile(filename: "src/main.rs", directory: "/app")
; CHECK-DAG: ![[MEMBER_FILE]] = !DIFile(filename: "/app/member/src/lib.rs", directory: "")
; CHECK-DAG: ![[FOREIGN]] = !DILocation(line: 9, column: 9, scope:

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/main.rs", directory: "/app")
!3 = !DIFile(filename: "/rustc/0/library/core/src/iter.rs", directory: "")
!4 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!5 = distinct !DISubprogram(name: "for_each", scope: !3, file: !3, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!6 = distinct !DISubprogram(name: "closure", scope: !2, file: !2, line: 8, unit: !0, spFlags: DISPFlagDefinition)
!7 = distinct !DILocation(line: 7, column: 1, scope: !4)
!8 = distinct !DILocation(line: 2, column: 1, scope: !5, inlinedAt: !7)
!10 = !DILocation(line: 8, column: 5, scope: !6, inlinedAt: !8)
!12 = !DILocation(line: 3, column: 1, scope: !5, inlinedAt: !7)
!13 = distinct !DISubprogram(name: "member", scope: !19, file: !19, line: 29, unit: !0, spFlags: DISPFlagDefinition)
!14 = !DILocation(line: 30, column: 1, scope: !13, inlinedAt: !7)
!15 = distinct !DISubprogram(name: "other", scope: !20, file: !20, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!16 = !DILocation(line: 2, column: 1, scope: !15, inlinedAt: !7)
!17 = distinct !DISubprogram(name: "foreign", scope: !20, file: !20, line: 9, unit: !0, spFlags: DISPFlagDefinition)
!18 = !DILocation(line: 3, column: 1, scope: !5, inlinedAt: !21)
!19 = !DIFile(filename: "/app/member/src/lib.rs", directory: "")
!20 = !DIFile(filename: "src/lib.rs", directory: "/app-2")
!21 = distinct !DILocation(line: 9, column: 9, scope: !17)
