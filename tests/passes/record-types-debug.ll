; Debug information does not change: offload-keep-line-tables drops the types.
; RUN: %opt -passes=offload-record-types,verify -S %s | FileCheck %s

; CHECK: define void @witness() [[NONE:#[0-9]+]] !dbg ![[PROGRAM:[0-9]+]]
; CHECK-NEXT: ret void, !dbg
; CHECK: attributes [[NONE]] = { "offload-host-addresses" }
; CHECK: ![[PROGRAM]] = distinct !DISubprogram({{.*}}templateParams: ![[PARAMETERS:[0-9]+]]
; CHECK: ![[PARAMETERS]] = !{![[PARAMETER:[0-9]+]]}
; CHECK: ![[PARAMETER]] = !DITemplateTypeParameter(name: "T", type:
define void @witness() !dbg !3 {
  ret void, !dbg !6
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "__offload_type_witness<u32>", file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition, templateParams: !{!4})
!4 = !DITemplateTypeParameter(name: "T", type: !5)
!5 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!6 = !DILocation(line: 1, column: 5, scope: !3)
