; Debug records do not stop the pass, and every copy of the loop keeps its lines.
; RUN: %opt -passes='offload-constrain-grid-loops,verify' -S %s | FileCheck %s

declare void @panics() cold noreturn

; CHECK-LABEL: define void @k(
; CHECK: latch:
; CHECK: store i32 1, ptr %at, align 4, !dbg ![[AT:[0-9]+]]
; CHECK: latch.postloop:
; CHECK: store i32 1, ptr %at.postloop, align 4, !dbg ![[AT]]
define void @k(ptr %y, i64 %length, i64 range(i64 0, 4294967296) %count) !dbg !3 {
entry:
  %any = icmp ult i64 0, %count, !dbg !4
  br i1 %any, label %before, label %exit, !dbg !4
before:
  br label %header, !dbg !4
header:
  %i = phi i64 [ 0, %before ], [ %next, %latch ], !dbg !4
    #dbg_value(i64 %i, !6, !DIExpression(), !4)
  %in = icmp ult i64 %i, %length, !dbg !4
  br i1 %in, label %latch, label %bad, !dbg !4
latch:
  %at = getelementptr i32, ptr %y, i64 %i, !dbg !5
  store i32 1, ptr %at, !dbg !5
  %next = add nuw nsw i64 %i, 1, !dbg !4
  %more = icmp ult i64 %next, %count, !dbg !4
  br i1 %more, label %header, label %done, !llvm.loop !7, !dbg !4
done:
  br label %exit, !dbg !4
exit:
  ret void, !dbg !4
bad:
  call void @panics(), !dbg !4
  unreachable, !dbg !4
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
!7 = distinct !{!7, !8}
!8 = !{!"offload.grid"}
