; A call that the pass limits keeps its line.
; RUN: %python -c "import sys; print(sys.stdin.read().replace('\n; MANY', '\n  store volatile i8 0, ptr %%p' * 4000))" < %s > %t.ll
; RUN: %opt -passes=offload-limit-inlining,verify -S %t.ll | FileCheck %s

; CHECK: define void @kernel
define void @kernel(ptr %p) "offload-rank"="1" !dbg !3 {
; CHECK: call void @leaf(ptr %p) #{{[0-9]+}}, !dbg ![[AT:[0-9]+]]
  call void @leaf(ptr %p), !dbg !5
; MANY
  ret void, !dbg !5
}

define internal void @leaf(ptr %p) {
  store i8 1, ptr %p
  ret void
}

; CHECK: ![[AT]] = !DILocation(line: 2, column: 1,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "kernel", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DILocation(line: 2, column: 1, scope: !3)
