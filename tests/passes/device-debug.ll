; Debug info does not stop the vectoriser, and the passes keep it: the vector loop has the kernel's line.
; REQUIRES: x86
; RUN: %opt '-passes=offload-device<cpu>,verify' -S %s | FileCheck %s

target triple = "x86_64-unknown-linux-gnu"

declare i64 @__offload_global_id_x() nounwind willreturn memory(none) speculatable

; CHECK-LABEL: define internal {{.*}}@__offload_entry_k.loop(
; CHECK: vector.body:
; CHECK: fmul <{{[0-9]+}} x float> {{.*}}, !dbg ![[AT:[0-9]+]]
define void @__offload_entry_k(ptr noalias align 4 %y) "offload-rank"="1" "offload-name"="k" !dbg !3 {
  %i = call i64 @__offload_global_id_x(), !dbg !4
  %at = getelementptr inbounds float, ptr %y, i64 %i, !dbg !4
  %v = load float, ptr %at, !dbg !4
  %r = fmul float %v, 3.0, !dbg !5
  store float %r, ptr %at, !dbg !4
  ret void, !dbg !4
}
; CHECK: ![[AT]] = !DILocation(line: 8, column: 3,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 6, type: !6, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 7, column: 1, scope: !3)
!5 = !DILocation(line: 8, column: 3, scope: !3)
!6 = !DISubroutineType(types: null)
