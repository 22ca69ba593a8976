; The loop gets the kernel's debug info: instructions that are inlined into it from the thread, which has none, keep their lines.
; RUN: %opt -passes=offload-build-grid-loops,verify -S %s | FileCheck %s
; RUN: %opt -passes=offload-build-grid-loops,always-inline,verify -S %s | FileCheck %s --check-prefix=INLINED

declare i64 @__offload_global_id_x()
declare i64 @__offload_global_id_y()

; This function reads ids outside a body: its loads need no place.
; CHECK: define internal i64 @reader() {{.*}}!dbg
define internal i64 @reader() noinline !dbg !6 {
  %id = call i64 @__offload_global_id_y(), !dbg !7
  ret i64 %id, !dbg !7
}

; CHECK: define internal void @__offload_entry_k.thread({{.*}}) #{{[0-9]+}} {
; CHECK: store i64 {{.*}}, ptr %y, {{.*}}!dbg ![[AT:[0-9]+]]
; CHECK: define internal void @__offload_entry_k.loop({{.*}}) #{{[0-9]+}} !dbg ![[SCOPE:[0-9]+]] {
; CHECK: define protected void @__offload_entry_k({{[^!]*}} {
; INLINED: define internal void @__offload_entry_k.loop({{.*}} !dbg ![[SCOPE:[0-9]+]] {
; INLINED: store i64 {{.*}}, ptr %1, {{.*}}!dbg ![[AT:[0-9]+]]
; INLINED-DAG: ![[SCOPE]] = distinct !DISubprogram(name: "k",
; INLINED-DAG: ![[AT]] = !DILocation(line: 8, column: 1, scope: ![[SCOPE]])
define void @__offload_entry_k(i64 %n, ptr %y) "offload-rank"="1" "offload-name"="k" !dbg !3 {
  %i = call i64 @__offload_global_id_x(), !dbg !4
  store i64 %i, ptr %y, !dbg !5
  %r = call i64 @reader(), !dbg !5
  ret void, !dbg !5
}
; CHECK-DAG: ![[SCOPE]] = distinct !DISubprogram(name: "k",
; CHECK-DAG: ![[AT]] = !DILocation(line: 8, column: 1, scope: ![[SCOPE]])

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 7, column: 1, scope: !3)
!5 = !DILocation(line: 8, column: 1, scope: !3)
!6 = distinct !DISubprogram(name: "reader", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!7 = !DILocation(line: 2, column: 1, scope: !6)
