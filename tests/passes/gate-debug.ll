; With debug info an error is at the line of the innermost inlined call. Its chain names each function that it was inlined through, and
; then the callers, each with its line.
; RUN: split-file %s %t
; RUN: cat %t/external.ll %t/debug.ll | not %opt -passes=offload-gate -S 2>&1 | FileCheck %t/external.ll
; RUN: cat %t/static.ll %t/debug.ll | not %opt -passes=offload-gate -S 2>&1 | FileCheck %t/static.ll
; RUN: cat %t/phi.ll %t/debug.ll | not %opt -passes=offload-gate -S 2>&1 | FileCheck %t/phi.ll
; RUN: cat %t/assembly.ll %t/debug.ll | not %opt -passes=offload-gate -S 2>&1 | FileCheck %t/assembly.ll
; RUN: cat %t/no-line.ll %t/debug.ll | not %opt -passes=offload-gate -S 2>&1 | FileCheck %t/no-line.ll
; RUN: cat %t/valid.ll %t/debug.ll | %opt -passes=offload-gate,verify -S -o /dev/null

;--- external.ll
; CHECK: error: OFL020: kernel `step` calls the external function `getpid`
; CHECK-NEXT: --> src/ids.rs:22:9
; CHECK-NEXT: = called from `app::inner` (src/ids.rs:22)
; CHECK-NEXT: = called from `app::helper` (src/lib.rs:12)
; CHECK-NEXT: = called from `app::step` (src/lib.rs:4)
; CHECK-NEXT: = help:
declare void @getpid()
define internal void @_RNvC3app6helper() !dbg !4 {
  call void @getpid(), !dbg !8
  ret void, !dbg !9
}
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" !dbg !3 {
  call void @_RNvC3app6helper(), !dbg !7
  ret void, !dbg !7
}

;--- static.ll
; CHECK: error: OFL021: kernel `step` uses the mutable static `app::COUNTER`
; CHECK-NEXT: --> src/ids.rs:22:9
; CHECK-NEXT: = called from `app::inner` (src/ids.rs:22)
; CHECK-NEXT: = called from `app::helper` (src/lib.rs:12)
; CHECK-NEXT: = called from `app::step` (src/lib.rs:4)
@_RNvC3app7COUNTER = external global i32
define internal void @_RNvC3app6helper() !dbg !4 {
  store i32 1, ptr @_RNvC3app7COUNTER, !dbg !8
  ret void, !dbg !9
}
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" !dbg !3 {
  call void @_RNvC3app6helper(), !dbg !7
  ret void, !dbg !7
}

;--- phi.ll
; A phi has no line; the instruction after it has one.
; CHECK: error: OFL021: kernel `step` uses the mutable static `app::COUNTER`
; CHECK-NEXT: --> src/lib.rs:4:5
@_RNvC3app7COUNTER = external global i32
define void @__offload_entry_k(ptr %y, i1 %first) "offload-rank"="1" "offload-name"="step" !dbg !3 {
  br i1 %first, label %own, label %other, !dbg !7
own:
  br label %other, !dbg !7
other:
  %at = phi ptr [ %y, %0 ], [ @_RNvC3app7COUNTER, %own ]
  store i32 1, ptr %at, !dbg !7
  ret void, !dbg !7
}

;--- assembly.ll
; CHECK: error: OFL024: kernel `step` contains inline assembly for the host
; CHECK-NEXT: --> src/lib.rs:4:5
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" !dbg !3 {
  call void asm sideeffect "hlt", ""(), !dbg !7
  ret void, !dbg !7
}

;--- no-line.ll
; If the innermost instruction has no line, the error is at the caller's line.
; CHECK: error: OFL020: kernel `step` calls the external function `getpid`
; CHECK-NEXT: --> src/lib.rs:4:5
; CHECK-NEXT: = called from `app::helper`
; CHECK-NEXT: = called from `app::step` (src/lib.rs:4)
declare void @getpid()
define internal void @_RNvC3app6helper() {
  call void @getpid()
  ret void
}
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" !dbg !3 {
  call void @_RNvC3app6helper(), !dbg !7
  ret void, !dbg !7
}

;--- valid.ll
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" !dbg !3 {
  ret void, !dbg !7
}

;--- debug.ll
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "step", linkageName: "_RNvC3app4step", scope: !2, file: !2, line: 3, unit: !0, spFlags: DISPFlagDefinition)
!4 = distinct !DISubprogram(name: "helper", linkageName: "_RNvC3app6helper", scope: !2, file: !2, line: 11, unit: !0, spFlags: DISPFlagDefinition)
!5 = distinct !DISubprogram(name: "inner", linkageName: "_RNvC3app5inner", scope: !6, file: !6, line: 21, unit: !0, spFlags: DISPFlagDefinition)
!6 = !DIFile(filename: "src/ids.rs", directory: "/app")
!7 = !DILocation(line: 4, column: 5, scope: !3)
!8 = !DILocation(line: 22, column: 9, scope: !5, inlinedAt: !9)
!9 = distinct !DILocation(line: 12, column: 7, scope: !4)
