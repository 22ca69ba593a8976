; When a variable moves to another address space, its uses keep their lines.
; RUN: %opt '-passes=offload-adopt-target<gfx90a>,verify' -S %s | FileCheck %s

target triple = "x86_64-unknown-linux-gnu"

define void @k(ptr %out) !dbg !3 {
  %local = alloca i32
; CHECK: store ptr %{{.*}}, ptr %out, align 8, !dbg ![[AT:[0-9]+]]
  store ptr %local, ptr %out, !dbg !4
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
