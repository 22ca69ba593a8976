; The pass removes the debug info of std's body with the body; the caller keeps its line.
; RUN: %opt -passes=offload-redirect-prints,verify -S %s | FileCheck %s

; CHECK: define internal void @_RNvNtNtCs1_3std2io5stdio6__print(ptr %a, ptr %b) #{{[0-9]+}} {
; CHECK: call void @__offload_print(ptr %a, ptr %b){{$}}
define internal void @_RNvNtNtCs1_3std2io5stdio6__print(ptr %a, ptr %b) !dbg !3 {
  ret void, !dbg !5
}

define void @__offload_print(ptr %a, ptr %b) {
  ret void
}

; CHECK: define void @kernel({{.*}}) !dbg
define void @kernel(ptr %a) !dbg !4 {
; CHECK: call void @_RNvNtNtCs1_3std2io5stdio6__print(ptr %a, ptr %a), !dbg ![[AT:[0-9]+]]
  call void @_RNvNtNtCs1_3std2io5stdio6__print(ptr %a, ptr %a), !dbg !6
  ret void, !dbg !6
}
; CHECK: ![[AT]] = !DILocation(line: 7,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "_print", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = distinct !DISubprogram(name: "kernel", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DILocation(line: 2, column: 1, scope: !3)
!6 = !DILocation(line: 7, column: 1, scope: !4)
