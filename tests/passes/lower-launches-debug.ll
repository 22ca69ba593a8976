; Every call that a launch becomes has the launch's place: a profile and a backtrace show the user's line.
; RUN: split-file %s %t
; RUN: cat %inputs/kernels.ll %t/valid.ll %t/debug.ll | %opt -passes=offload-lower-launches,verify -S | FileCheck %t/valid.ll
; RUN: cat %inputs/kernels.ll %t/invalid.ll %t/debug.ll | not %opt -passes=offload-lower-launches -S 2>&1 | FileCheck %t/invalid.ll

;--- valid.ll
define i32 @launches(ptr %slots, ptr %params) !dbg !3 {
; CHECK: call void @__offload_rt_prepare({{.*}}) #{{[0-9]+}}, !dbg ![[AT:[0-9]+]]
; CHECK-NEXT: call void @__offload_rt_map_begin({{.*}}) #{{[0-9]+}}, !dbg ![[AT]]
; CHECK-NEXT: call void @__offload_rt_map_begin({{.*}}) #{{[0-9]+}}, !dbg ![[AT]]
; CHECK-NEXT: call void @__offload_rt_kernel({{.*}}) #{{[0-9]+}}, !dbg ![[AT]]
; CHECK-NEXT: call void @__offload_rt_map_end({{.*}}) #{{[0-9]+}}, !dbg ![[AT]]
; CHECK-NEXT: call void @__offload_rt_map_end({{.*}}) #{{[0-9]+}}, !dbg ![[AT]]
; CHECK-NEXT: call i32 @__offload_rt_finish({{.*}}) #{{[0-9]+}}, !dbg ![[AT]]
  %status = call i32 @__offload_launch(ptr @_RNvC3app5saxpy, ptr @descriptor.saxpy, ptr %slots, ptr %params), !dbg !5
; A variable that holds the status holds the new one.
; CHECK: #dbg_value(i32 %{{.*}}, ![[VARIABLE:[0-9]+]], !DIExpression(),
    #dbg_value(i32 %status, !8, !DIExpression(), !7)
  ret i32 %status, !dbg !7
}
; CHECK: ![[AT]] = !DILocation(line: 21, column: 5,
; CHECK: ![[VARIABLE]] = !DILocalVariable(name: "status",
declare void @_RNvC3app5saxpy(i32, ptr, i64, ptr, i64)

;--- invalid.ll
; The innermost place, and the chain of what it was inlined through.
; CHECK: error: OFL010: a launch whose kernel is a function value, not a function
; CHECK-NEXT: --> src/lib.rs:21:5
; CHECK-NEXT: = called from `app::launch` (src/lib.rs:21)
; CHECK-NEXT: = called from `app::main` (src/lib.rs:40)
define i32 @launches(ptr %kernel, ptr %slots, ptr %params) !dbg !3 {
  %status = call i32 @__offload_launch(ptr %kernel, ptr @descriptor.empty, ptr %slots, ptr %params), !dbg !5
  ret i32 %status, !dbg !7
}

;--- debug.ll
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "main", linkageName: "_RNvC3app4main", scope: !2, file: !2, line: 39, unit: !0, spFlags: DISPFlagDefinition)
!4 = distinct !DISubprogram(name: "launch", linkageName: "_RNvC3app6launch", scope: !2, file: !2, line: 20, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DILocation(line: 21, column: 5, scope: !4, inlinedAt: !6)
!6 = distinct !DILocation(line: 40, column: 9, scope: !3)
!7 = !DILocation(line: 41, column: 1, scope: !3)
!8 = !DILocalVariable(name: "status", scope: !3, file: !2, line: 40, type: !9)
!9 = !DIBasicType(name: "i32", size: 32, encoding: DW_ATE_signed)
