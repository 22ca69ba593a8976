; The operations on bits have the line of the instruction that they replace.
; RUN: %opt -passes=offload-keep-float-bits,verify -S %s | FileCheck %s

target triple = "nvptx64-nvidia-cuda"

define float @negate(float %x) !dbg !3 {
; CHECK: add i32 {{.*}}, -2147483648, !dbg ![[AT:[0-9]+]]
  %n = fneg float %x, !dbg !4
  ret float %n, !dbg !4
}
; CHECK: ![[AT]] = !DILocation(line: 2,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "negate", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 2, column: 1, scope: !3)
