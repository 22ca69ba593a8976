; A body has its kernel's line, and the kernel keeps its own lines.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-shared,verify -S | FileCheck %s

@record = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @descriptor.empty }, section ".offload.records"

define void @_RNvC3app5empty() !dbg !3 {
; CHECK: call void @helper(), !dbg ![[INNER:[0-9]+]]
  call void @helper(), !dbg !4
  ret void, !dbg !4
}
define void @helper() noinline {
  ret void
}
; CHECK: call void @_RNvC3app5empty(), !dbg ![[OUTER:[0-9]+]]
; CHECK-DAG: ![[INNER]] = !DILocation(line: 2,
; CHECK-DAG: ![[OUTER]] = !DILocation(line: 1,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 2, column: 1, scope: !3)
