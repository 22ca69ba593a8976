; A call keeps its line.
; RUN: %opt -passes=offload-provide-memory-functions,verify -S %s | FileCheck %s

target triple = "nvptx64-nvidia-cuda"

declare i32 @bcmp(ptr, ptr, i64)

; CHECK-LABEL: define void @kernel
; CHECK: call i32 @bcmp({{.*}}), !dbg ![[LINE:[0-9]+]]
define void @kernel(ptr %a, ptr %b) !dbg !3 {
  %equal = call i32 @bcmp(ptr %a, ptr %b, i64 3), !dbg !4
  ret void, !dbg !4
}
; CHECK: ![[LINE]] = !DILocation(line: 7,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 7, column: 1, scope: !3)
