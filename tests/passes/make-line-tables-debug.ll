; What the back ends make of it: a line table in objects for the CPU and for AMD's GPUs, and directives, but no DWARF sections and no `debug`
; target, for NVIDIA's.
; REQUIRES: x86
; RUN: %opt '-passes=offload-make-line-tables<cpu>,verify' %s | llc -mtriple=x86_64-unknown-linux-gnu -filetype=obj -o %t.cpu
; RUN: llvm-dwarfdump --debug-line %t.cpu | FileCheck %s
; RUN: %opt '-passes=offload-make-line-tables<gfx90a>,verify' %s | llc -mtriple=amdgcn-amd-amdhsa -mcpu=gfx90a -filetype=obj -o %t.amd
; RUN: llvm-dwarfdump --debug-line %t.amd | FileCheck %s
; RUN: sed 's/^; TRIPLE: //' %s | %opt '-passes=offload-make-line-tables<sm_90>,verify' | llc -mcpu=sm_90 -O3 | FileCheck %s --check-prefix=PTX --implicit-check-not=.debug_info

; TRIPLE: target triple = "nvptx64-nvidia-cuda"

; CHECK: include_directories[ {{[0-9]}}] = "src"
; CHECK: name: "main.rs"
; CHECK: {{^0x[0-9a-f]+ +7 +1 }}

; PTX: .target sm_90{{$}}
; PTX: .loc 1 7 1
; PTX: .file 1 "src/main.rs"
define void @k(ptr %y) !dbg !3 {
  store float 1.0, ptr %y, !dbg !4
  ret void, !dbg !4
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/main.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 7, column: 1, scope: !3)
