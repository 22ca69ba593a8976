; The pass removes the debug info of a fallback's body with the body (a declaration may not have any); callers keep theirs.
; RUN: %opt -passes=offload-make-intrinsics-opaque,verify -S %s | FileCheck %s

; CHECK: declare i32 @__offload_thread_id_x() #{{[0-9]+$}}
define i32 @__offload_thread_id_x() !dbg !3 {
  ret i32 0, !dbg !5
}

; CHECK: define i32 @caller() !dbg
define i32 @caller() !dbg !4 {
; CHECK: call i32 @__offload_thread_id_x(), !dbg ![[AT:[0-9]+]]
  %id = call i32 @__offload_thread_id_x(), !dbg !6
  ret i32 %id, !dbg !6
}

; CHECK: ![[AT]] = !DILocation(line: 7,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "thread_id_x", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = distinct !DISubprogram(name: "caller", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DILocation(line: 2, column: 1, scope: !3)
!6 = !DILocation(line: 7, column: 1, scope: !4)
