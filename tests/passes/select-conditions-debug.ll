; A selection has the line of the instruction that it replaces.
; RUN: %opt -passes=offload-select-conditions,verify -S %s | FileCheck %s

define i32 @count(i1 %c) !dbg !3 {
; CHECK: select i1 %c, i32 1, i32 0, !dbg ![[AT:[0-9]+]]
  %one = zext i1 %c to i32, !dbg !4
  ret i32 %one, !dbg !4
}
; CHECK: ![[AT]] = !DILocation(line: 2,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "count", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 2, column: 1, scope: !3)
