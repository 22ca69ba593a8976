; Instructions keep their lines.
; RUN: %opt '-passes=offload-link-library<gfx90a>,verify' -S %s | FileCheck %s

target triple = "amdgcn-amd-amdhsa"

@__oclc_ISA_version = external hidden addrspace(4) constant i32
define i32 @k() !dbg !3 {
; CHECK: load i32, ptr addrspace(4) @__oclc_ISA_version, align 4, !dbg ![[AT:[0-9]+]]
  %isa = load i32, ptr addrspace(4) @__oclc_ISA_version, !dbg !4
  ret i32 %isa, !dbg !4
}
; CHECK: ![[AT]] = !DILocation(line: 2,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 2, column: 1, scope: !3)
