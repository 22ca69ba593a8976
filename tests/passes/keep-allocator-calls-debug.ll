; Instructions keep their lines.
; RUN: %opt -passes=offload-keep-allocator-calls,verify -S %s | FileCheck %s

; CHECK: define ptr @_RNvCs1_7___rustc12___rust_alloc({{.*}} !dbg
define ptr @_RNvCs1_7___rustc12___rust_alloc(i64 %size, i64 %align) !dbg !3 {
; CHECK: ret ptr null, !dbg ![[AT:[0-9]+]]
  ret ptr null, !dbg !4
}
; CHECK: ![[AT]] = !DILocation(line: 2,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 2, column: 1, scope: !3)
