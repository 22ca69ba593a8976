; The pass keeps files, lines, functions with their symbols, and inlined calls. It removes types, variables and imports. Code that a macro
; of another file wrote keeps that file.
; RUN: %opt -passes=offload-keep-line-tables,verify -S %s | FileCheck %s --implicit-check-not=DILocalVariable --implicit-check-not=DIBasicType --implicit-check-not=DICompositeType --implicit-check-not=DIGlobalVariable --implicit-check-not=DIImportedEntity --implicit-check-not=DITemplateTypeParameter --implicit-check-not=DINamespace --implicit-check-not=dbg_value --implicit-check-not='!DILexicalBlock('

; CHECK: @table = constant i32 7{{$}}
@table = constant i32 7, !dbg !30

; CHECK: define i32 @reads(ptr %x) !dbg ![[PROGRAM:[0-9]+]]
define i32 @reads(ptr %x) !dbg !10 {
; CHECK-NEXT: load i32, ptr %x, align 4, !dbg ![[LOAD:[0-9]+]]
    #dbg_value(ptr %x, !13, !DIExpression(), !16)
  %value = load i32, ptr %x, !dbg !16
; CHECK-NEXT: add i32 %value, 1, !dbg ![[ADD:[0-9]+]]
  %sum = add i32 %value, 1, !dbg !18
; CHECK-NEXT: ret i32 %sum, !dbg ![[RETURN:[0-9]+]]
  ret i32 %sum, !dbg !20
}

; CHECK-DAG: ![[PROGRAM]] = distinct !DISubprogram(name: "reads", linkageName: "_RNvC3app5reads", scope: ![[FILE:[0-9]+]], file: ![[FILE]], line: 3,
; CHECK-DAG: ![[FILE]] = !DIFile(filename: "src/lib.rs", directory: "/app")
; A block of the same file becomes its function.
; CHECK-DAG: ![[LOAD]] = !DILocation(line: 4, column: 9, scope: ![[PROGRAM]])
; A block of another file stays a part of the function, in that file.
; CHECK-DAG: ![[ADD]] = !DILocation(line: 40, column: 13, scope: ![[PART:[0-9]+]])
; CHECK-DAG: ![[PART]] = !DILexicalBlockFile(scope: ![[PROGRAM]], file: ![[MACROS:[0-9]+]], discriminator: 0)
; CHECK-DAG: ![[MACROS]] = !DIFile(filename: "src/macros.rs", directory: "/other")
; CHECK-DAG: ![[RETURN]] = !DILocation(line: 21, column: 5, scope: ![[INNER:[0-9]+]], inlinedAt: ![[CALL:[0-9]+]])
; CHECK-DAG: ![[INNER]] = distinct !DISubprogram(name: "inner", linkageName: "_RNvC3app5inner", scope: ![[FILE]]
; CHECK-DAG: ![[CALL]] = distinct !DILocation(line: 5, column: 3, scope: ![[PROGRAM]])

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug, globals: !{!30}, imports: !{!32}, retainedTypes: !{!5})
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = !DIFile(filename: "src/macros.rs", directory: "/other")
!4 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!5 = !DICompositeType(tag: DW_TAG_structure_type, name: "S", size: 32, elements: !{!6})
!6 = !DIDerivedType(tag: DW_TAG_member, name: "n", scope: !5, baseType: !4, size: 32)
!7 = !DINamespace(name: "app", scope: null)
!10 = distinct !DISubprogram(name: "reads", linkageName: "_RNvC3app5reads", scope: !5, file: !2, line: 3, type: !11, unit: !0, spFlags: DISPFlagDefinition, templateParams: !{!12}, declaration: !14, retainedNodes: !{!13})
!11 = !DISubroutineType(types: !{!4})
!12 = !DITemplateTypeParameter(name: "T", type: !5)
!13 = !DILocalVariable(name: "x", scope: !10, file: !2, line: 3, type: !4)
!14 = !DISubprogram(name: "reads", linkageName: "_RNvC3app5reads", scope: !5, file: !2, line: 3, type: !11, spFlags: DISPFlagOptimized)
!15 = distinct !DILexicalBlock(scope: !10, file: !2, line: 4, column: 5)
!16 = !DILocation(line: 4, column: 9, scope: !15)
!17 = !DILexicalBlockFile(scope: !15, file: !3, discriminator: 0)
!18 = !DILocation(line: 40, column: 13, scope: !17)
!19 = distinct !DISubprogram(name: "inner", linkageName: "_RNvC3app5inner", scope: !7, file: !2, line: 20, type: !11, unit: !0, spFlags: DISPFlagDefinition)
!20 = !DILocation(line: 21, column: 5, scope: !19, inlinedAt: !21)
!21 = distinct !DILocation(line: 5, column: 3, scope: !15)
!30 = !DIGlobalVariableExpression(var: !31, expr: !DIExpression())
!31 = distinct !DIGlobalVariable(name: "table", scope: null, file: !2, line: 1, type: !4, isLocal: false, isDefinition: true)
!32 = !DIImportedEntity(tag: DW_TAG_imported_module, scope: !0, entity: !7, file: !2, line: 1)
