; A call that was an invoke keeps the invoke's place, and the gate reports it there.
; RUN: %opt -passes=offload-strip-host,verify -S %s | FileCheck %s

; CHECK: define void @catches() {{.*}}!dbg
define void @catches() personality ptr @rust_eh_personality !dbg !3 {
; CHECK-NEXT: call void @elsewhere(), !dbg ![[AT:[0-9]+]]
; CHECK-NEXT: br label %done, !dbg ![[AT]]
  invoke void @elsewhere() to label %done unwind label %cleanup, !dbg !4
done:
; CHECK: ret void, !dbg
  ret void, !dbg !5
cleanup:
  %pad = landingpad { ptr, i32 } cleanup, !dbg !5
  resume { ptr, i32 } %pad, !dbg !5
}

declare void @elsewhere()
declare i32 @rust_eh_personality(...)
; CHECK: ![[AT]] = !DILocation(line: 4,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "catches", scope: !2, file: !2, line: 3, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 4, column: 1, scope: !3)
!5 = !DILocation(line: 5, column: 1, scope: !3)
