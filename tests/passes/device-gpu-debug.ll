; The PTX has the kernel's lines.
; RUN: %opt '-passes=offload-device<sm_90>,offload-make-line-tables<sm_90>,verify' %s | llc -mcpu=sm_90 -O3 -o - | FileCheck %s --implicit-check-not=.debug_info

; CHECK: .target sm_90{{$}}
; CHECK: .loc 1 8 3
; CHECK: .file 1 "src/lib.rs"

target triple = "x86_64-unknown-linux-gnu"

declare i64 @__offload_global_id_x() nounwind willreturn memory(none) speculatable

define void @__offload_entry_k(ptr noalias align 4 %y) "offload-rank"="1" "offload-max-block"="256" "offload-name"="k" !dbg !3 {
  %i = call i64 @__offload_global_id_x(), !dbg !4
  %at = getelementptr inbounds float, ptr %y, i64 %i, !dbg !4
  %v = load float, ptr %at, !dbg !4
  %r = fmul float %v, 3.0, !dbg !5
  store float %r, ptr %at, !dbg !4
  ret void, !dbg !4
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 7, column: 1, scope: !3)
!5 = !DILocation(line: 8, column: 3, scope: !3)
