; A location without inlined calls does not change, nor does a location with line 0, which the compiler made up.
; RUN: %opt -passes=offload-lift-locations,verify -S %s | FileCheck %s

; CHECK: store float 1.000000e+00, ptr %y, align 4, !dbg ![[AT:[0-9]+]]
; CHECK: store float 2.000000e+00, ptr %y, align 4, !dbg ![[ZERO:[0-9]+]]
define void @k(ptr %y) !dbg !3 {
  store float 1.0, ptr %y, !dbg !4
  store float 2.0, ptr %y, !dbg !5
  ret void
}
; CHECK: ![[AT]] = !DILocation(line: 7, column: 1, scope: ![[K:[0-9]+]])
; CHECK: ![[ZERO]] = !DILocation(line: 0, scope: ![[K]])

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "/elsewhere/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 7, column: 1, scope: !3)
!5 = !DILocation(line: 0, scope: !3)
