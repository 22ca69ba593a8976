; Instructions keep their lines when they are inlined.
; RUN: %opt -passes='offload-inline-panic-paths,always-inline,verify' -S %s | FileCheck %s

declare void @__offload_exit()

define internal void @panics(ptr %report) noreturn !dbg !3 {
  store i64 1, ptr %report, !dbg !5
  call void @__offload_exit(), !dbg !5
  unreachable, !dbg !5
}

; CHECK: define void @kernel
define void @kernel(ptr %report) "offload-rank"="1" !dbg !4 {
; CHECK: store i64 1, ptr %report, align {{[0-9]+}}, !dbg ![[AT:[0-9]+]]
  call void @panics(ptr %report), !dbg !6
  unreachable, !dbg !6
}
; CHECK: ![[AT]] = !DILocation(line: 2, {{.*}}inlinedAt: ![[CALL:[0-9]+]])
; CHECK: ![[CALL]] = distinct !DILocation(line: 7,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "panics", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = distinct !DISubprogram(name: "kernel", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DILocation(line: 2, column: 1, scope: !3)
!6 = !DILocation(line: 7, column: 1, scope: !4)
