; Debug records do not stop the pass, and the remaining instructions keep their lines.
; RUN: %opt -passes='offload-clip-grid-loops,verify' -S %s | FileCheck %s

; CHECK-LABEL: define void @k(
; CHECK: call i64 @llvm.umin.i64(
; CHECK: br i1 false, label %latch, label %work, !dbg ![[AT:[0-9]+]]
define void @k(ptr %y, i64 %n, i64 %count) !dbg !3 {
entry:
  %any = icmp ult i64 0, %count, !dbg !4
  br i1 %any, label %before, label %exit, !dbg !4
before:
  br label %header, !dbg !4
header:
  %i = phi i64 [ 0, %before ], [ %next, %latch ]
    #dbg_value(i64 %i, !6, !DIExpression(), !4)
  %outside = icmp uge i64 %i, %n, !dbg !4
  br i1 %outside, label %latch, label %work, !dbg !5
work:
  store i32 1, ptr %y, !dbg !4
  br label %latch, !dbg !4
latch:
  %next = add nuw nsw i64 %i, 1, !dbg !4
  %more = icmp ult i64 %next, %count, !dbg !4
  br i1 %more, label %header, label %done, !llvm.loop !10, !dbg !4
done:
  br label %exit, !dbg !4
exit:
  ret void, !dbg !4
}
; CHECK: ![[AT]] = !DILocation(line: 8,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 7, column: 1, scope: !3)
!5 = !DILocation(line: 8, column: 3, scope: !3)
!6 = !DILocalVariable(name: "i", scope: !3, file: !2, line: 7)
!10 = distinct !{!10, !11}
!11 = !{!"offload.grid"}
