; An added check has the line of the access that it checks.
; RUN: %opt -passes=offload-add-sanitizer,verify -S %s | FileCheck %s

target triple = "x86_64-unknown-linux-gnu"

define void @k(ptr %y) !dbg !3 {
; CHECK: call void @__tsan_write4(ptr %y), !dbg ![[AT:[0-9]+]]
  store i32 1, ptr %y, !dbg !4
  ret void, !dbg !4
}
; CHECK: ![[AT]] = !DILocation(line: 2,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1, !5}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 2, column: 1, scope: !3)
!5 = !{i32 7, !"offload_sanitizer", i32 2}
