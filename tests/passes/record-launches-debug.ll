; Launches keep their debug location, and errors about them name it.
; RUN: split-file %s %t
; RUN: cat %inputs/kernels.ll %t/valid.ll %t/debug.ll | %opt -passes=offload-record-launches,verify -S | FileCheck %t/valid.ll
; RUN: cat %inputs/kernels.ll %t/invalid.ll %t/debug.ll | not %opt -passes=offload-record-launches -S 2>&1 | FileCheck %t/invalid.ll

;--- valid.ll
define i32 @launches(ptr %slots, ptr %params) !dbg !3 {
; CHECK: call i32 @__offload_launch({{.*}}) #{{[0-9]+}}, !dbg ![[AT:[0-9]+]]
  %status = call i32 @__offload_launch(ptr @_RNvC3app5empty, ptr @descriptor.empty, ptr %slots, ptr %params), !dbg !5
  ret i32 %status, !dbg !5
}
define void @_RNvC3app5empty() noinline {
  ret void
}
; CHECK: ![[AT]] = !DILocation(line: 21, column: 5,

;--- invalid.ll
; CHECK: error: OFL010: a launch whose kernel is a function value, not a function
; CHECK-NEXT: --> src/lib.rs:21:5
; CHECK-NEXT: = called from `app::launch::<app::kernel>` (src/lib.rs:21)
; CHECK-NEXT: = called from `app::main` (src/lib.rs:40)
define i32 @launches(ptr %kernel, ptr %slots, ptr %params) !dbg !3 {
  %status = call i32 @__offload_launch(ptr %kernel, ptr @descriptor.empty, ptr %slots, ptr %params), !dbg !5
  ret i32 %status, !dbg !5
}

;--- debug.ll
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "main", linkageName: "_RNvC3app4main", scope: !2, file: !2, line: 39, unit: !0, spFlags: DISPFlagDefinition)
!4 = distinct !DISubprogram(name: "launch", linkageName: "_RINvC3app6launchNvB2_6kernelEB2_", scope: !2, file: !2, line: 20, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DILocation(line: 21, column: 5, scope: !4, inlinedAt: !6)
!6 = distinct !DILocation(line: 40, column: 9, scope: !3)
