; Instructions keep their lines; types are removed.
; RUN: %opt -passes=offload-module-start,verify -S %s | FileCheck %s --implicit-check-not=DIBasicType

define void @k(i32 %v) !dbg !3 {
    #dbg_value(i32 %v, !5, !DIExpression(), !4)
; CHECK: ret void, !dbg ![[AT:[0-9]+]]
  ret void, !dbg !4
}
; CHECK: ![[AT]] = !DILocation(line: 2,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 2, column: 1, scope: !3)
!5 = !DILocalVariable(name: "v", arg: 1, scope: !3, file: !2, line: 1, type: !6)
!6 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
