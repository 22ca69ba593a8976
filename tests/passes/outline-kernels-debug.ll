; The shim keeps its debug info, so that errors and profiles name the user's lines; its call in the body needs none, as the body
; has none.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-outline-kernels,verify -S | FileCheck %s
; Inlined, the lines are still there.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-outline-kernels,always-inline,globaldce,verify -S | FileCheck %s --check-prefix=INLINED

@record = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @descriptor.empty }, section ".offload.records"

; CHECK: define internal void @_RNvC3app5empty() {{.*}}!dbg ![[SHIM:[0-9]+]]
define void @_RNvC3app5empty() !dbg !3 {
; CHECK: call void @elsewhere(), !dbg
  call void @elsewhere(), !dbg !4
  ret void, !dbg !4
}

declare void @elsewhere()

; CHECK: define void @__offload_entry__RNvC3app5empty() #{{[0-9]+}} {
; CHECK: call void @_RNvC3app5empty()
; CHECK-NOT: !dbg
; CHECK: ![[SHIM]] = distinct !DISubprogram(name: "empty"
; INLINED: define void @__offload_entry__RNvC3app5empty()
; INLINED-NEXT: entry:
; INLINED-NEXT: call void @elsewhere()

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "empty", scope: !2, file: !2, line: 3, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 4, column: 1, scope: !3)
