; A trap becomes the user crate's abort, with the user's place from the debug information, if there is one.
; RUN: %opt -passes=offload-redirect-panics,verify -S %s | FileCheck %s

; CHECK: @[[FILE:.+]] = private unnamed_addr constant [10 x i8] c"src/lib.rs"
; CHECK-LABEL: define void @kernel
; CHECK-NEXT: call void @__offload_abort(ptr @[[FILE]], i64 10, i32 7, i32 5) #[[NORETURN:[0-9]+]], !dbg
; CHECK-NEXT: unreachable
define void @kernel() !dbg !4 {
  call void @llvm.trap(), !dbg !8
  unreachable, !dbg !8
}

; CHECK-LABEL: define void @without_place
; CHECK-NEXT: call void @__offload_abort(ptr null, i64 0, i32 0, i32 0) #[[NORETURN]]
; CHECK-NEXT: unreachable
define void @without_place() {
  call void @llvm.trap()
  unreachable
}

declare void @llvm.trap()
; CHECK: attributes #[[NORETURN]] = { noreturn }

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "abort", scope: !5, file: !5, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = distinct !DISubprogram(name: "kernel", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DIFile(filename: "library/core/src/intrinsics/mod.rs", directory: "/rustc/0")
!7 = distinct !DILocation(line: 7, column: 5, scope: !4)
!8 = !DILocation(line: 2, column: 1, scope: !3, inlinedAt: !7)
