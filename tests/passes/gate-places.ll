; The owner of the code decides what an error names. In a user's file it names each line; in a fetched package one line for each kind of
; error; for the user crate the function that the user called. The directories of a user may have the names of Rust's.
; RUN: split-file %s %t
; RUN: cat %t/package.ll %t/debug.ll | not %opt -passes=offload-gate -S 2>&1 | FileCheck %t/package.ll --implicit-check-not=error:
; RUN: cat %t/package-called.ll %t/debug.ll | not %opt -passes=offload-gate -S 2>&1 | FileCheck %t/package-called.ll --implicit-check-not=error:
; RUN: cat %t/generated.ll %t/debug.ll | not %opt -passes=offload-gate -S 2>&1 | FileCheck %t/generated.ll --implicit-check-not=error:
; RUN: cat %t/named-library.ll %t/debug.ll | not %opt -passes=offload-gate -S 2>&1 | FileCheck %t/named-library.ll --implicit-check-not=error:
; RUN: cat %t/macro.ll %t/debug.ll | not %opt -passes=offload-gate -S 2>&1 | FileCheck %t/macro.ll --implicit-check-not=error:
; RUN: cat %t/generics.ll %t/debug.ll | not %opt -passes=offload-gate -S 2>&1 | FileCheck %t/generics.ll --implicit-check-not=error:
; RUN: cat %t/launch.ll %t/debug.ll | not %opt -passes=offload-gate -S 2>&1 | FileCheck %t/launch.ll --implicit-check-not=error:
; RUN: cat %t/own.ll %t/debug.ll | not %opt -passes=offload-gate -S 2>&1 | FileCheck %t/own.ll --implicit-check-not=error:

;--- package.ll
; Two statics at a line of a package. No line of the user's leads there.
; CHECK: error: OFL021: kernel `step` uses the mutable static `log::LEVEL`
; CHECK-NEXT: --> log-0.4.1/src/lib.rs:31:9
; CHECK-NEXT: = called from `log::write` (log-0.4.1/src/lib.rs:31)
; CHECK: = note: and in 1 more place of `log-0.4.1`
@_RNvC3log5LEVEL = external global i32
@_RNvC3log6LOGGER = external global i32
define internal void @write() !dbg !10 {
  store i32 1, ptr @_RNvC3log5LEVEL, !dbg !30
  store i32 1, ptr @_RNvC3log6LOGGER, !dbg !30
  ret void
}
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" {
  call void @write()
  ret void
}

;--- package-called.ll
; Three statics of a package, behind two lines of the user's.
; CHECK: error: OFL021: kernel `step` uses the mutable static `log::LEVEL`
; CHECK-NEXT: --> src/lib.rs:5:5
; CHECK: error: OFL021: kernel `step` uses the mutable static `log::LEVEL`
; CHECK-NEXT: --> src/lib.rs:4:5
; CHECK-NEXT: = called from `log::write` (log-0.4.1/src/lib.rs:31)
; CHECK-NEXT: = called from `app::step` (src/lib.rs:4)
; CHECK: = note: and in 2 more places of `log-0.4.1`
@_RNvC3log5LEVEL = external global i32
@_RNvC3log6LOGGER = external global i32
define internal void @write() !dbg !10 {
  store i32 1, ptr @_RNvC3log5LEVEL, !dbg !30
  store i32 1, ptr @_RNvC3log6LOGGER, !dbg !30
  store i32 2, ptr @_RNvC3log6LOGGER, !dbg !31
  store i32 1, ptr @_RNvC3log5LEVEL, !dbg !31
  store i32 1, ptr @_RNvC3log7MAXIMUM, !dbg !31
  ret void
}
@_RNvC3log7MAXIMUM = external global i32
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" !dbg !3 {
  call void @write(), !dbg !7
  store i32 1, ptr @_RNvC3log5LEVEL, !dbg !8
  ret void, !dbg !7
}

;--- generated.ll
; A file that a build script wrote lies in the workspace; the error names the user's line that leads there.
; CHECK: error: OFL021: kernel `step` uses the mutable static `log::LEVEL`
; CHECK-NEXT: --> src/lib.rs:4:5
@_RNvC3log5LEVEL = external global i32
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" !dbg !3 {
  store i32 1, ptr @_RNvC3log5LEVEL, !dbg !32
  ret void, !dbg !7
}

;--- named-library.ll
; A member of the workspace in library/std, in a directory named rustc.
; CHECK: error: OFL021: kernel `step` uses the mutable static `log::LEVEL`
; CHECK-NEXT: --> library/std/src/fs.rs:41:9
; CHECK-NEXT: = called from `own::read` (library/std/src/fs.rs:41)
@_RNvC3log5LEVEL = external global i32
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" !dbg !3 {
  store i32 1, ptr @_RNvC3log5LEVEL, !dbg !33
  ret void, !dbg !7
}

;--- macro.ll
; Line and name are from the macro's file.
; CHECK: error: OFL021: kernel `step` uses the mutable static `log::LEVEL`
; CHECK-NEXT: --> src/macros.rs:51:9
; CHECK-NEXT: = called from `app::step` (src/macros.rs:51)
@_RNvC3log5LEVEL = external global i32
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" !dbg !3 {
  store i32 1, ptr @_RNvC3log5LEVEL, !dbg !34
  ret void, !dbg !7
}

;--- generics.ll
; The name is longer than a line, so the error leaves out its generic arguments.
; CHECK: error: OFL021: kernel `step` uses the mutable static `log::LEVEL`
; CHECK: = called from `<app::Chain as app::Walk>::go` (src/lib.rs:61)
@_RNvC3log5LEVEL = external global i32
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" !dbg !3 {
  store i32 1, ptr @_RNvC3log5LEVEL, !dbg !35
  ret void, !dbg !7
}

;--- launch.ll
; The static belongs to the user crate, and the error about the launch is enough.
; CHECK: error: OFL014: kernel `step` launches a kernel or asks about devices, which only the host can: it calls `launch` of `offload`
; CHECK-NEXT: --> src/lib.rs:4:5
; CHECK-NEXT: = called from `app::step` (src/lib.rs:4)
; CHECK-NEXT: = help: launch on the host
@_RNvC7offload4LAST = external global i32
declare i32 @__offload_launch(ptr, ptr, ptr, ptr)
define internal void @launch_split() !dbg !15 {
  store i32 1, ptr @_RNvC7offload4LAST, !dbg !36
  %status = call i32 @__offload_launch(ptr null, ptr null, ptr null, ptr null), !dbg !36
  ret void, !dbg !36
}
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" !dbg !3 {
  call void @launch_split(), !dbg !7
  ret void, !dbg !7
}

;--- own.ll
; The errors name each line of a user's file.
; CHECK: error: OFL021: kernel `step` uses the mutable static `log::LEVEL`
; CHECK-NEXT: --> src/lib.rs:4:5
; CHECK: error: OFL021: kernel `step` uses the mutable static `log::LEVEL`
; CHECK-NEXT: --> src/lib.rs:5:5
@_RNvC3log5LEVEL = external global i32
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" !dbg !3 {
  store i32 1, ptr @_RNvC3log5LEVEL, !dbg !7
  store i32 1, ptr @_RNvC3log5LEVEL, !dbg !8
  ret void, !dbg !7
}

;--- debug.ll
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "step", linkageName: "_RNvNvC3app1__4step", scope: !2, file: !2, line: 3, unit: !0, spFlags: DISPFlagDefinition)
!7 = !DILocation(line: 4, column: 5, scope: !3)
!8 = !DILocation(line: 5, column: 5, scope: !3)

!10 = distinct !DISubprogram(name: "write", linkageName: "_RNvC3log5write", scope: !20, file: !20, line: 30, unit: !0, spFlags: DISPFlagDefinition)
!11 = distinct !DISubprogram(name: "encode", linkageName: "_RNvC3ir_6encode", scope: !21, file: !21, line: 5, unit: !0, spFlags: DISPFlagDefinition)
!12 = distinct !DISubprogram(name: "read", linkageName: "_RNvC3own4read", scope: !22, file: !22, line: 40, unit: !0, spFlags: DISPFlagDefinition)
!13 = !DILexicalBlockFile(scope: !3, file: !23, discriminator: 0)
!14 = distinct !DISubprogram(name: "go", linkageName: "<app::Chain<core::option::Option<alloc::boxed::Box<dyn core::ops::Fn(u32) -> u64>>> as app::Walk<u32>>::go::<[u64; 3]>", scope: !2, file: !2, line: 60, unit: !0, spFlags: DISPFlagDefinition)
!15 = distinct !DISubprogram(name: "launch_split<app::K>", linkageName: "_RINvNtC7offload6launch12launch_splitNtC3app1KE", scope: !24, file: !24, line: 70, unit: !0, spFlags: DISPFlagDefinition)
!20 = !DIFile(filename: "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/log-0.4.1/src/lib.rs", directory: "")
!21 = !DIFile(filename: "target/release/build/ir-0123456789abcdef/out/encode.rs", directory: "/app")
!22 = !DIFile(filename: "library/std/src/fs.rs", directory: "/home/me/rustc/abc")
!23 = !DIFile(filename: "src/macros.rs", directory: "/app")
!24 = !DIFile(filename: "src/launch.rs", directory: "/home/me/offload")
!30 = !DILocation(line: 31, column: 9, scope: !10)
!31 = !DILocation(line: 35, column: 9, scope: !10)
!32 = !DILocation(line: 6, column: 9, scope: !11, inlinedAt: !40)
!33 = !DILocation(line: 41, column: 9, scope: !12, inlinedAt: !40)
!34 = !DILocation(line: 51, column: 9, scope: !13)
!35 = !DILocation(line: 61, column: 9, scope: !14, inlinedAt: !40)
!36 = !DILocation(line: 71, column: 9, scope: !15)
!40 = distinct !DILocation(line: 4, column: 5, scope: !3)
