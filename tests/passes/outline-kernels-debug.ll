; The shim keeps its debug info, so that errors and profiles name the user's lines. The body has its own debug info and calls the shim at
; the shim's declaration. Without it, lines that are inlined into the body would belong to no function and be lost.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-outline-kernels,verify -S | FileCheck %s
; The lines remain after inlining.
; RUN: cat %inputs/kernels.ll %s | %opt -passes=offload-outline-kernels,always-inline,globaldce,verify -S | FileCheck %s --check-prefix=INLINED

@record = internal constant { ptr, ptr } { ptr @_RNvC3app5empty, ptr @descriptor.empty }, section ".offload.records"

; CHECK: define internal void @_RNvC3app5empty() {{.*}}!dbg ![[SHIM:[0-9]+]]
define void @_RNvC3app5empty() !dbg !3 {
; CHECK: call void @elsewhere(), !dbg
  call void @elsewhere(), !dbg !4
  ret void, !dbg !4
}

declare void @elsewhere()

; CHECK: define void @__offload_entry__RNvC3app5empty() #{{[0-9]+}} !dbg ![[BODY:[0-9]+]] {
; CHECK: call void @_RNvC3app5empty(), !dbg ![[CALL:[0-9]+]]
; CHECK-DAG: ![[SHIM]] = distinct !DISubprogram(name: "empty",
; CHECK-DAG: ![[BODY]] = distinct !DISubprogram(name: "empty", linkageName: "__offload_entry__RNvC3app5empty", {{.*}}line: 3, {{.*}}flags: DIFlagArtificial, spFlags: DISPFlagDefinition | DISPFlagOptimized
; CHECK-DAG: ![[CALL]] = !DILocation(line: 3, scope: ![[BODY]])

; INLINED: define void @__offload_entry__RNvC3app5empty() {{.*}}!dbg ![[BODY:[0-9]+]] {
; INLINED-NEXT: entry:
; INLINED-NEXT: call void @elsewhere(), !dbg ![[AT:[0-9]+]]
; INLINED-DAG: ![[AT]] = !DILocation(line: 4, column: 1, scope: {{![0-9]+}}, inlinedAt: ![[CALL:[0-9]+]])
; INLINED-DAG: ![[CALL]] = distinct !DILocation(line: 3, scope: ![[BODY]])

; For a shim without debug info the body has none.
; RUN: cat %inputs/kernels.ll %s | %opt -passes='strip,offload-outline-kernels,verify' -S | FileCheck %s --check-prefix=NONE
; NONE: define void @__offload_entry__RNvC3app5empty() #{{[0-9]+}} {
; NONE-NEXT: entry:
; NONE-NEXT: call void @_RNvC3app5empty(){{$}}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "empty", scope: !2, file: !2, line: 3, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 4, column: 1, scope: !3)
