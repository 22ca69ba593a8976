; The replacement of an instruction keeps its place.
; RUN: %opt -passes=offload-take-portable-paths,verify -S %s | FileCheck %s

; CHECK: call double @llvm.sqrt.f64(double %x), !dbg ![[AT:[0-9]+]]
define double @root(double %x) !dbg !3 {
  %y = call double asm inteldialect "sqrtsd ${0:x}, ${0:x}", "=&x,0,~{flags}"(double %x), !dbg !4
  ret double %y, !dbg !5
}
; CHECK: ![[AT]] = !DILocation(line: 4,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "root", scope: !2, file: !2, line: 3, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 4, column: 1, scope: !3)
!5 = !DILocation(line: 5, column: 1, scope: !3)
