; The pass removes the debug info of std's body with the body: the new call has no place in it.
; RUN: %opt -passes=offload-redirect-panics,verify -S %s | FileCheck %s
; RUN: %opt -passes=offload-redirect-panics,inline,verify -S %s | FileCheck %s --check-prefix=INLINED

; CHECK: define internal void @_RNvCs1_7___rustc17rust_begin_unwind(ptr %info) #{{[0-9]+}} {
; CHECK-NEXT: entry:
; CHECK-NEXT: call void @__offload_panic_handler(ptr %info) #{{[0-9]+$}}
define internal void @_RNvCs1_7___rustc17rust_begin_unwind(ptr %info) !dbg !3 {
  call void @std_panic_runtime(ptr %info), !dbg !5
  ret void, !dbg !5
}

; CHECK: define void @kernel{{.*}} !dbg
; INLINED: define void @kernel
define void @kernel(ptr %info) alwaysinline !dbg !4 {
; CHECK: call void @_RNvCs1_7___rustc17rust_begin_unwind(ptr %info), !dbg ![[AT:[0-9]+]]
; INLINED: call void {{.*}}(ptr %info){{.*}}, !dbg
  call void @_RNvCs1_7___rustc17rust_begin_unwind(ptr %info), !dbg !6
  unreachable, !dbg !6
}

declare void @std_panic_runtime(ptr)
; CHECK: ![[AT]] = !DILocation(line: 7,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "rust_begin_unwind", scope: !2, file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!4 = distinct !DISubprogram(name: "kernel", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DILocation(line: 2, column: 1, scope: !3)
!6 = !DILocation(line: 7, column: 1, scope: !4)
