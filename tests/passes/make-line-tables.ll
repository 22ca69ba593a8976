; Nothing of the machine is in the names of files, nor are checksums, and one unit takes the place of all, those of functions that are gone included.
; Instructions keep their lines.
; RUN: %opt '-passes=offload-make-line-tables<cpu>,verify' -S %s | FileCheck %s --implicit-check-not=/home --implicit-check-not=CSK_MD5

; CHECK: define void @k(ptr %y) !dbg ![[K:[0-9]+]]
; CHECK: fadd {{.*}}!dbg ![[OWN:[0-9]+]]
; CHECK: fmul {{.*}}!dbg ![[MEMBER:[0-9]+]]
; CHECK: fsub {{.*}}!dbg ![[REGISTRY:[0-9]+]]
; CHECK: fdiv {{.*}}!dbg ![[STD:[0-9]+]]
; CHECK: frem {{.*}}!dbg ![[FLAT:[0-9]+]]
define void @k(ptr %y) !dbg !10 {
  %v = load float, ptr %y, !dbg !20
  %a = fadd float %v, 1.0, !dbg !20
  %b = fmul float %a, 2.0, !dbg !21
  %c = fsub float %b, 3.0, !dbg !22
  %d = fdiv float %c, 4.0, !dbg !23
  %e = frem float %d, 5.0, !dbg !24
  store float %e, ptr %y, !dbg !25
  ret void
}

; CHECK: !llvm.dbg.cu = !{![[UNIT:[0-9]+]]}
; CHECK-COUNT-1: !DICompileUnit(
; CHECK-SAME: file: ![[UNIT_FILE:[0-9]+]], {{.*}}emissionKind: LineTablesOnly
; CHECK-NOT: !DICompileUnit(
; CHECK: ![[UNIT_FILE]] = !DIFile(filename: "kernels", directory: "")
; CHECK: ![[K]] = distinct !DISubprogram(name: "k", {{.*}}file: ![[MAIN:[0-9]+]], line: 6, {{.*}}unit: ![[UNIT]]
; CHECK: ![[MAIN]] = !DIFile(filename: "src/main.rs", directory: "")
; The same file by an absolute path, as other crates name it, is one file.
; CHECK: ![[OWN]] = !DILocation(line: 7, column: 1, scope: ![[K]])
; CHECK: ![[MEMBER]] = !DILocation(line: 3, column: 1, scope: ![[IN_MEMBER:[0-9]+]], inlinedAt: ![[AT:[0-9]+]])
; CHECK: ![[IN_MEMBER]] = distinct !DISubprogram(name: "member", {{.*}}file: ![[MEMBER_FILE:[0-9]+]], {{.*}}unit: ![[UNIT]]
; CHECK: ![[MEMBER_FILE]] = !DIFile(filename: "member/src/lib.rs", directory: "")
; CHECK: ![[AT]] = distinct !DILocation(line: 8, column: 1, scope: ![[K]])
; CHECK: !DIFile(filename: "libm-0.2.15/src/math/exp.rs", directory: "")
; CHECK: !DIFile(filename: "/rustc/0123/library/core/src/ops.rs", directory: "")
; A package without `src`.
; CHECK: !DIFile(filename: "flat-1.0.0/lib.rs", directory: "")
; CHECK: !DILexicalBlockFile(scope: ![[K]], file: ![[MAIN]], discriminator: 0)

!llvm.dbg.cu = !{!0, !1, !2}
!llvm.module.flags = !{!3}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !4, producer: "rustc", emissionKind: LineTablesOnly)
!1 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !5, producer: "rustc", emissionKind: LineTablesOnly)
!2 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !6, producer: "rustc", emissionKind: LineTablesOnly)
!3 = !{i32 2, !"Debug Info Version", i32 3}
!4 = !DIFile(filename: "src/main.rs/@/main.cgu.0", directory: "/home/me/app")
!5 = !DIFile(filename: "/home/me/.cargo/registry/src/index/libm-0.2.15/src/lib.rs/@/libm.cgu.0", directory: "/home/me/.cargo/registry/src/index/libm-0.2.15")
!6 = !DIFile(filename: "src/host.rs/@/host.cgu.0", directory: "/home/me/app")
!7 = !DIFile(filename: "src/main.rs", directory: "/home/me/app", checksumkind: CSK_MD5, checksum: "00000000000000000000000000000000")
!8 = !DIFile(filename: "/home/me/app/member/src/lib.rs", directory: "")
!9 = !DIFile(filename: "src/math/exp.rs", directory: "/home/me/.cargo/registry/src/index/libm-0.2.15")
!10 = distinct !DISubprogram(name: "k", scope: !7, file: !7, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!11 = distinct !DISubprogram(name: "member", scope: !8, file: !8, line: 2, unit: !0, spFlags: DISPFlagDefinition)
!12 = distinct !DISubprogram(name: "exp", scope: !9, file: !9, line: 2, unit: !1, spFlags: DISPFlagDefinition)
!13 = distinct !DISubprogram(name: "div", scope: !14, file: !14, line: 2, unit: !0, spFlags: DISPFlagDefinition)
!14 = !DIFile(filename: "library/core/src/ops.rs", directory: "/rustc/0123")
!15 = distinct !DISubprogram(name: "rem", scope: !16, file: !16, line: 2, unit: !0, spFlags: DISPFlagDefinition)
!16 = !DIFile(filename: "/home/me/flat-1.0.0/lib.rs", directory: "")
!17 = !DILexicalBlockFile(scope: !10, file: !18, discriminator: 0)
!18 = !DIFile(filename: "/home/me/app/src/main.rs", directory: "")
!19 = distinct !DILocation(line: 8, column: 1, scope: !10)
!20 = !DILocation(line: 7, column: 1, scope: !10)
!21 = !DILocation(line: 3, column: 1, scope: !11, inlinedAt: !19)
!22 = !DILocation(line: 4, column: 1, scope: !12, inlinedAt: !19)
!23 = !DILocation(line: 5, column: 1, scope: !13, inlinedAt: !19)
!24 = !DILocation(line: 6, column: 1, scope: !15, inlinedAt: !19)
!25 = !DILocation(line: 9, column: 1, scope: !17)
