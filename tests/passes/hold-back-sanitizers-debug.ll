; Debug information does not change.
; RUN: %opt -passes=offload-hold-back-sanitizers,verify -S %s | FileCheck %s

; CHECK: @table = constant i32 7, no_sanitize_address, no_sanitize_hwaddress, !dbg
@table = constant i32 7, !dbg !6

; CHECK: define i32 @reads(ptr %x) {{.*}}!dbg
define i32 @reads(ptr %x) sanitize_address !dbg !3 {
; CHECK-NEXT: load i32, ptr %x, align 4, !dbg ![[AT:[0-9]+]]
  %value = load i32, ptr %x, !dbg !4
  ret i32 %value, !dbg !5
}
; CHECK: ![[AT]] = !DILocation(line: 4,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug, globals: !9)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "reads", scope: !2, file: !2, line: 3, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 4, column: 1, scope: !3)
!5 = !DILocation(line: 5, column: 1, scope: !3)
!6 = !DIGlobalVariableExpression(var: !7, expr: !DIExpression())
!7 = distinct !DIGlobalVariable(name: "table", scope: !0, file: !2, line: 1, type: !8, isDefinition: true)
!8 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!9 = !{!6}
