; Instructions keep the user's lines when they move into the entry point.
; RUN: %opt -passes=offload-build-gpu-entries,verify -S %s | FileCheck %s

target triple = "nvptx64-nvidia-cuda"

declare i64 @__offload_global_id_x()

; CHECK: define protected ptx_kernel void @__offload_entry_k(
; CHECK: store i64 {{.*}}, ptr %y, {{.*}}!dbg ![[AT:[0-9]+]]
define void @__offload_entry_k(ptr %y) "offload-rank"="1" "offload-max-block"="256" "offload-name"="k" !dbg !3 {
  %i = call i64 @__offload_global_id_x(), !dbg !4
  store i64 %i, ptr %y, !dbg !5
  ret void, !dbg !5
}
; CHECK: ![[AT]] = !DILocation(line: 8,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 7, column: 1, scope: !3)
!5 = !DILocation(line: 8, column: 1, scope: !3)
