; The pass removes the debug info of std's body with the body; the caller keeps its line.
; RUN: %opt -passes=offload-redirect-allocations,verify -S %s | FileCheck %s

; CHECK: define internal ptr @_RNvCs1_7___rustc12___rust_alloc(i64 %size, i64 %align) #{{[0-9]+}} {
; CHECK: call ptr @__offload_allocate(i64 %size, i64 %align){{$}}
define internal ptr @_RNvCs1_7___rustc12___rust_alloc(i64 %size, i64 %align) !dbg !3 {
  ret ptr null, !dbg !5
}

; CHECK: define ptr @kernel({{.*}}) !dbg
define ptr @kernel(i64 %size) !dbg !4 {
; CHECK: call ptr @_RNvCs1_7___rustc12___rust_alloc(i64 %size, i64 8), !dbg ![[AT:[0-9]+]]
  %memory = call ptr @_RNvCs1_7___rustc12___rust_alloc(i64 %size, i64 8), !dbg !6
  ret ptr %memory, !dbg !6
}
; CHECK: ![[AT]] = !DILocation(line: 7,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "__rust_alloc", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = distinct !DISubprogram(name: "kernel", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DILocation(line: 2, column: 1, scope: !3)
!6 = !DILocation(line: 7, column: 1, scope: !4)
