; After inlining, the instruction that reads an id has the reader's line and the call's.
; RUN: %opt -passes=offload-inline-id-readers,always-inline,verify -S %s | FileCheck %s

declare i64 @__offload_global_id_x()

define internal i64 @index() !dbg !3 {
  %id = call i64 @__offload_global_id_x(), !dbg !5
  ret i64 %id, !dbg !5
}

; CHECK: define void @__offload_entry_k
define void @__offload_entry_k(ptr %y) "offload-rank"="1" !dbg !4 {
; CHECK: call i64 @__offload_global_id_x(), !dbg ![[AT:[0-9]+]]
  %id = call i64 @index(), !dbg !6
  store i64 %id, ptr %y, !dbg !6
  ret void, !dbg !6
}

; CHECK: ![[AT]] = !DILocation(line: 2, column: 1, scope: !{{[0-9]+}}, inlinedAt: ![[CALL:[0-9]+]])
; CHECK: ![[CALL]] = distinct !DILocation(line: 7,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "index", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = distinct !DISubprogram(name: "kernel", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DILocation(line: 2, column: 1, scope: !3)
!6 = !DILocation(line: 7, column: 1, scope: !4)
