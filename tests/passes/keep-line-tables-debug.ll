; The debugger's variables go with the locals that were kept for them; a loop keeps its places.
; RUN: %opt -passes=offload-keep-line-tables,verify -S %s | FileCheck %s --implicit-check-not=dbg_declare --implicit-check-not=DILocalVariable

define void @waits(ptr %x, i1 %more) !dbg !3 {
  %spilled = alloca ptr
    #dbg_declare(ptr %spilled, !5, !DIExpression(), !6)
  br label %again, !dbg !6
again:
; CHECK: br i1 %more, label %again, label %done, !dbg ![[BRANCH:[0-9]+]], !llvm.loop ![[LOOP:[0-9]+]]
  br i1 %more, label %again, label %done, !dbg !6, !llvm.loop !8
done:
  ret void, !dbg !6
}
; CHECK-DAG: ![[LOOP]] = distinct !{![[LOOP]], ![[BRANCH]]}
; CHECK-DAG: ![[BRANCH]] = !DILocation(line: 4, column: 5, scope: ![[PROGRAM:[0-9]+]])
; CHECK-DAG: ![[PROGRAM]] = distinct !DISubprogram(name: "waits"

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "waits", scope: !2, file: !2, line: 3, type: !4, unit: !0, spFlags: DISPFlagDefinition, retainedNodes: !{!5})
!4 = !DISubroutineType(types: !{})
!5 = !DILocalVariable(name: "spilled", scope: !3, file: !2, line: 3, type: !9)
!6 = !DILocation(line: 4, column: 5, scope: !7)
!7 = distinct !DILexicalBlock(scope: !3, file: !2, line: 3, column: 5)
!8 = distinct !{!8, !6}
!9 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
