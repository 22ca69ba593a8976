; Each thing that a device lacks is one error, which names the kernel, the thing and the call chain that leads to it.
; RUN: split-file %s %t
; RUN: not %opt -passes=offload-gate -S %t/external.ll 2>&1 | FileCheck %t/external.ll
; RUN: not %opt -passes=offload-gate -S %t/no-body.ll 2>&1 | FileCheck %t/no-body.ll
; RUN: not %opt -passes=offload-gate -S %t/vtable.ll 2>&1 | FileCheck %t/vtable.ll
; RUN: not %opt -passes=offload-gate -S %t/invoke.ll 2>&1 | FileCheck %t/invoke.ll
; RUN: not %opt -passes=offload-gate -S %t/static.ll 2>&1 | FileCheck %t/static.ll
; RUN: not %opt -passes=offload-gate -S %t/static-behind-static.ll 2>&1 | FileCheck %t/static-behind-static.ll
; RUN: not %opt -passes=offload-gate -S %t/thread-local.ll 2>&1 | FileCheck %t/thread-local.ll
; RUN: not %opt -passes=offload-gate -S %t/assembly.ll 2>&1 | FileCheck %t/assembly.ll
; RUN: not %opt -passes=offload-gate -S %t/processor.ll 2>&1 | FileCheck %t/processor.ll
; RUN: not %opt -passes=offload-gate -S %t/circle.ll 2>&1 | FileCheck %t/circle.ll
; RUN: sed -e 's/nvptx64-nvidia-cuda/amdgcn-amd-amdhsa/' %t/circle.ll | %opt -passes=offload-gate,verify -S -o /dev/null
; RUN: not %opt -passes=offload-gate -S %t/second-kernel.ll 2>&1 | FileCheck %t/second-kernel.ll
; RUN: not %opt -passes=offload-gate -S %t/quadruple.ll 2>&1 | FileCheck %t/quadruple.ll
; RUN: not %opt -passes=offload-gate -S %t/wide-atomic.ll 2>&1 | FileCheck %t/wide-atomic.ll
; RUN: not %opt -passes=offload-gate -S %t/stack.ll 2>&1 | FileCheck %t/stack.ll
; RUN: not %opt -passes=offload-gate -S %t/library.ll 2>&1 | FileCheck %t/library.ll

;--- external.ll
; A helper calls a C function.
; CHECK: error: OFL020: kernel `step` calls the external function `getpid`, which does not exist on the device (C or system function)
; CHECK-NEXT: = called from `app::helper`
; CHECK-NEXT: = called from `step`
; CHECK-NEXT: = help: move the call out of the kernel, or write the function in Rust
; CHECK-NEXT: = note: `docs/errors/OFL020.md` says more
declare i32 @getpid()
define internal i32 @_RNvC3app6helper() {
  %pid = call i32 @getpid()
  %again = call i32 @getpid()
  ret i32 %pid
}
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" {
  %pid = call i32 @_RNvC3app6helper()
  ret void
}

;--- no-body.ll
; A Rust function whose crate is not in the program as bitcode.
; CHECK: error: OFL020: kernel `step` calls the external function `app::helper`, which does not exist on the device (no body in this program)
declare i32 @_RNvC3app6helper()
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" {
  %pid = call i32 @_RNvC3app6helper()
  ret void
}

;--- vtable.ll
; A method that the kernel reaches only through a vtable in a table.
; CHECK: error: OFL020: kernel `step` calls the external function `getpid`
; CHECK-NEXT: = called from `app::method`
; CHECK-NEXT: = taken as a function value in `step`
@vtable = internal constant { ptr, i64, i64, ptr } { ptr null, i64 0, i64 1, ptr @_RNvC3app6method }
@table = internal constant [2 x ptr] [ptr null, ptr @vtable]
declare i32 @getpid()
define internal void @_RNvC3app6method(ptr %self) {
  %pid = call i32 @getpid()
  ret void
}
define void @__offload_entry_k(i64 %i) "offload-rank"="1" "offload-name"="step" {
  %at = getelementptr ptr, ptr @table, i64 %i
  %vtable = load ptr, ptr %at
  %entry = getelementptr i8, ptr %vtable, i64 24
  %method = load ptr, ptr %entry
  call void %method(ptr null)
  ret void
}

;--- invoke.ll
; An invoke is a call as well.
; CHECK: error: OFL020: kernel `step` calls the external function `getpid`
declare i32 @getpid()
declare i32 @rust_eh_personality(...)
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" personality ptr @rust_eh_personality {
  %pid = invoke i32 @getpid() to label %done unwind label %cleanup
done:
  ret void
cleanup:
  %pad = landingpad { ptr, i32 } cleanup
  ret void
}

;--- static.ll
; offload-outline-kernels leaves mutable statics as declarations.
; CHECK: error: OFL021: kernel `step` uses the mutable static `app::COUNTER`
; CHECK-NEXT: = called from `step`
; CHECK-NEXT: = help: a device has its own memory
@_RNvC3app7COUNTER = external global i32
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" {
  store i32 1, ptr @_RNvC3app7COUNTER
  ret void
}

;--- static-behind-static.ll
; A constant points to the static: the store itself only has the loaded address.
; CHECK: error: OFL021: kernel `step` uses the mutable static `app::COUNTER`
@_RNvC3app7COUNTER = external global i32
@address = internal constant ptr @_RNvC3app7COUNTER
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" {
  %at = load ptr, ptr @address
  store i32 1, ptr %at
  ret void
}

;--- thread-local.ll
; CHECK: error: OFL023: kernel `step` uses the thread-local `app::CACHE`
; CHECK: = help: device threads have no thread-locals
@_RNvC3app5CACHE = external thread_local global i32
declare ptr @llvm.threadlocal.address.p0(ptr)
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" {
  %at = call ptr @llvm.threadlocal.address.p0(ptr @_RNvC3app5CACHE)
  store i32 1, ptr %at
  ret void
}

;--- assembly.ll
; CHECK: error: OFL024: kernel `step` contains inline assembly for the host
; CHECK-NEXT: = called from `app::helper`
; CHECK-NEXT: = called from `step`
define internal void @_RNvC3app6helper() {
  call void asm sideeffect "cpuid", "~{eax},~{ebx},~{ecx},~{edx}"()
  ret void
}
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" {
  call void @_RNvC3app6helper()
  ret void
}

;--- processor.ll
; An instruction that only the host's processor has; selection would abort. The device's own instructions are allowed.
; CHECK: error: OFL034: kernel `step` is written for the host's processor: it calls `llvm.x86.sse42.crc32.64.64` of `LLVM`
; CHECK-NOT: error:
target triple = "amdgcn-amd-amdhsa"
declare i64 @llvm.x86.sse42.crc32.64.64(i64, i64)
declare i32 @llvm.amdgcn.workitem.id.x()
define void @__offload_entry_k(ptr %y) "offload-rank"="1" "offload-name"="step" {
  %crc = call i64 @llvm.x86.sse42.crc32.64.64(i64 1, i64 2)
  %id = call i32 @llvm.amdgcn.workitem.id.x()
  store i64 %crc, ptr %y
  ret void
}

;--- circle.ll
; Statics that refer to each other: the NVPTX back end aborts at them, others do not. The circle is one error.
; CHECK: error: OFL025: kernel `step` uses the static `app::HALL`, which refers to itself or to others that refer to it
; CHECK: = help: NVIDIA's assembler takes no such constants
; CHECK-NOT: error:
target triple = "nvptx64-nvidia-cuda"
@_RNvC3app4HALL = internal constant { ptr, i32 } { ptr @_RNvC3app7KITCHEN, i32 30 }
@_RNvC3app7KITCHEN = internal constant { ptr, i32 } { ptr @_RNvC3app4HALL, i32 12 }
define void @__offload_entry_k(i64 %i, ptr %y) "offload-rank"="1" "offload-name"="step" {
  %at = getelementptr i8, ptr @_RNvC3app4HALL, i64 %i
  %door = load ptr, ptr %at
  store ptr %door, ptr %y
  ret void
}

;--- library.ll
; When a function of std uses C, statics and the like, the gate reports one error at the user's line, in the user's terms. It leaves out the
; details of std, however the function was inlined. std's debug information has files, but no names of modules.
; CHECK: error: OFL026: kernel `step` works with files: it calls `read` of `std::fs`
; CHECK-NEXT: --> src/lib.rs:4:5
; CHECK-NEXT: = called from `step` (src/lib.rs:4)
; CHECK: error: OFL027: kernel `step` uses the network: it calls `connect` of `std::net`
; CHECK-NEXT: --> src/lib.rs:5:5
; CHECK-NEXT: = called from `step` (src/lib.rs:5)
; CHECK: error: OFL028: kernel `step` starts, asks for or waits for threads of the host: it calls `sleep` of `std::thread`
; CHECK-NEXT: --> src/lib.rs:6:5
; CHECK-NEXT: = called from `step` (src/lib.rs:6)
; CHECK: error: OFL029: kernel `step` reads the clock: it calls `now` of `std::time`
; CHECK-NEXT: --> src/lib.rs:7:5
; CHECK-NEXT: = called from `step` (src/lib.rs:7)
; CHECK: error: OFL031: kernel `step` uses the environment of the process: it calls `var` of `std::env`
; CHECK-NEXT: --> src/lib.rs:8:5
; CHECK-NEXT: = called from `step` (src/lib.rs:8)
; CHECK: error: OFL032: kernel `step` works with processes: it calls `id` of `std::process`
; CHECK-NEXT: --> src/lib.rs:9:5
; CHECK-NEXT: = called from `step` (src/lib.rs:9)
; CHECK: error: OFL033: kernel `step` uses the standard streams themselves: it calls `stdin` of `std::io`
; CHECK-NEXT: --> src/lib.rs:10:5
; CHECK-NEXT: = called from `step` (src/lib.rs:10)
; CHECK: error: OFL035: kernel `step` draws random numbers of the operating system: it calls `new` of `std::hash`
; CHECK-NEXT: --> src/lib.rs:11:5
; CHECK-NEXT: = called from `step` (src/lib.rs:11)
; CHECK: error: OFL036: kernel `step` uses a lock or a channel: it calls `lock` of `std::sync`
; CHECK-NEXT: --> src/lib.rs:12:5
; CHECK-NEXT: = called from `step` (src/lib.rs:12)
; CHECK: error: OFL037: kernel `step` works with panics or backtraces: it calls `set_hook` of `std::panic`
; CHECK-NEXT: --> src/lib.rs:13:5
; CHECK-NEXT: = called from `step` (src/lib.rs:13)
; CHECK-NOT: error:
declare void @first_detail()
declare void @second_detail()
define internal void @std_files() !dbg !10 {
  call void @first_detail(), !dbg !12
  call void @second_detail(), !dbg !12
  ret void
}
define internal void @std_network() !dbg !14 {
  call void @first_detail(), !dbg !16
  call void @second_detail(), !dbg !16
  ret void
}
define internal void @std_threads() !dbg !18 {
  call void @first_detail(), !dbg !20
  call void @second_detail(), !dbg !20
  ret void
}
define internal void @std_clock() !dbg !22 {
  call void @first_detail(), !dbg !24
  call void @second_detail(), !dbg !24
  ret void
}
define internal void @std_environment() !dbg !26 {
  call void @first_detail(), !dbg !28
  call void @second_detail(), !dbg !28
  ret void
}
define internal void @std_process() !dbg !30 {
  call void @first_detail(), !dbg !32
  call void @second_detail(), !dbg !32
  ret void
}
define internal void @std_streams() !dbg !34 {
  call void @first_detail(), !dbg !36
  call void @second_detail(), !dbg !36
  ret void
}
define internal void @std_random() !dbg !38 {
  call void @first_detail(), !dbg !40
  call void @second_detail(), !dbg !40
  ret void
}
define internal void @std_lock() !dbg !42 {
  call void @first_detail(), !dbg !44
  call void @second_detail(), !dbg !44
  ret void
}
define internal void @std_panics() !dbg !46 {
  call void @first_detail(), !dbg !48
  call void @second_detail(), !dbg !48
  ret void
}
define void @__offload_entry_k() "offload-rank"="1" "offload-name"="step" !dbg !3 {
  call void @std_files(), !dbg !13
  call void @first_detail(), !dbg !DILocation(line: 9, scope: !14, inlinedAt: !17)
  call void @second_detail(), !dbg !DILocation(line: 9, scope: !14, inlinedAt: !17)
  call void @std_threads(), !dbg !21
  call void @first_detail(), !dbg !DILocation(line: 9, scope: !22, inlinedAt: !25)
  call void @second_detail(), !dbg !DILocation(line: 9, scope: !22, inlinedAt: !25)
  call void @std_environment(), !dbg !29
  call void @first_detail(), !dbg !DILocation(line: 9, scope: !30, inlinedAt: !33)
  call void @second_detail(), !dbg !DILocation(line: 9, scope: !30, inlinedAt: !33)
  call void @std_streams(), !dbg !37
  call void @first_detail(), !dbg !DILocation(line: 9, scope: !38, inlinedAt: !41)
  call void @second_detail(), !dbg !DILocation(line: 9, scope: !38, inlinedAt: !41)
  call void @std_lock(), !dbg !45
  call void @first_detail(), !dbg !DILocation(line: 9, scope: !46, inlinedAt: !49)
  call void @second_detail(), !dbg !DILocation(line: 9, scope: !46, inlinedAt: !49)
  ret void
}
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "step", scope: !2, file: !2, line: 3, unit: !0, spFlags: DISPFlagDefinition)
!10 = distinct !DISubprogram(name: "read<&str>", scope: !11, file: !11, line: 8, unit: !0, spFlags: DISPFlagDefinition)
!11 = !DIFile(filename: "library/std/src/fs.rs", directory: "/rustc/0")
!12 = !DILocation(line: 9, column: 9, scope: !10)
!13 = distinct !DILocation(line: 4, column: 5, scope: !3)
!14 = distinct !DISubprogram(name: "connect", scope: !15, file: !15, line: 8, unit: !0, spFlags: DISPFlagDefinition)
!15 = !DIFile(filename: "library/std/src/net/tcp.rs", directory: "/rustc/0")
!16 = !DILocation(line: 9, column: 9, scope: !14)
!17 = distinct !DILocation(line: 5, column: 5, scope: !3)
!18 = distinct !DISubprogram(name: "sleep", scope: !19, file: !19, line: 8, unit: !0, spFlags: DISPFlagDefinition)
!19 = !DIFile(filename: "library/std/src/thread/functions.rs", directory: "/rustc/0")
!20 = !DILocation(line: 9, column: 9, scope: !18)
!21 = distinct !DILocation(line: 6, column: 5, scope: !3)
!22 = distinct !DISubprogram(name: "now", scope: !23, file: !23, line: 8, unit: !0, spFlags: DISPFlagDefinition)
!23 = !DIFile(filename: "library/std/src/time.rs", directory: "/rustc/0")
!24 = !DILocation(line: 9, column: 9, scope: !22)
!25 = distinct !DILocation(line: 7, column: 5, scope: !3)
!26 = distinct !DISubprogram(name: "var", scope: !27, file: !27, line: 8, unit: !0, spFlags: DISPFlagDefinition)
!27 = !DIFile(filename: "library/std/src/env.rs", directory: "/rustc/0")
!28 = !DILocation(line: 9, column: 9, scope: !26)
!29 = distinct !DILocation(line: 8, column: 5, scope: !3)
!30 = distinct !DISubprogram(name: "id", scope: !31, file: !31, line: 8, unit: !0, spFlags: DISPFlagDefinition)
!31 = !DIFile(filename: "library/std/src/process.rs", directory: "/rustc/0")
!32 = !DILocation(line: 9, column: 9, scope: !30)
!33 = distinct !DILocation(line: 9, column: 5, scope: !3)
!34 = distinct !DISubprogram(name: "stdin", scope: !35, file: !35, line: 8, unit: !0, spFlags: DISPFlagDefinition)
!35 = !DIFile(filename: "library/std/src/io/stdio.rs", directory: "/rustc/0")
!36 = !DILocation(line: 9, column: 9, scope: !34)
!37 = distinct !DILocation(line: 10, column: 5, scope: !3)
!38 = distinct !DISubprogram(name: "new", scope: !39, file: !39, line: 8, unit: !0, spFlags: DISPFlagDefinition)
!39 = !DIFile(filename: "library/std/src/hash/random.rs", directory: "/rustc/0")
!40 = !DILocation(line: 9, column: 9, scope: !38)
!41 = distinct !DILocation(line: 11, column: 5, scope: !3)
!42 = distinct !DISubprogram(name: "lock<u64>", scope: !43, file: !43, line: 8, unit: !0, spFlags: DISPFlagDefinition)
!43 = !DIFile(filename: "library/std/src/sync/poison/mutex.rs", directory: "/rustc/0")
!44 = !DILocation(line: 9, column: 9, scope: !42)
!45 = distinct !DILocation(line: 12, column: 5, scope: !3)
!46 = distinct !DISubprogram(name: "set_hook", scope: !47, file: !47, line: 8, unit: !0, spFlags: DISPFlagDefinition)
!47 = !DIFile(filename: "library/std/src/panic.rs", directory: "/rustc/0")
!48 = !DILocation(line: 9, column: 9, scope: !46)
!49 = distinct !DILocation(line: 13, column: 5, scope: !3)

;--- quadruple.ll
; No GPU computes with floats of 16 bytes, and instruction selection would abort. Moving them is allowed.
; CHECK: error: OFL038: kernel `step` computes with `f128`, which this GPU cannot
; CHECK-NOT: error:
target triple = "nvptx64-nvidia-cuda"
define void @__offload_entry_k(ptr %y) "offload-rank"="1" "offload-name"="step" {
  %v = load fp128, ptr %y
  %sum = fadd fp128 %v, %v
  %product = fmul fp128 %sum, %v
  store fp128 %product, ptr %y
  ret void
}
define void @__offload_entry_m(ptr %y, ptr %x) "offload-rank"="1" "offload-name"="moves" {
  %v = load fp128, ptr %y
  store fp128 %v, ptr %x
  ret void
}

;--- wide-atomic.ll
; CHECK: error: OFL038: kernel `step` has an atomic of 16 bytes, which this GPU cannot
; CHECK-NOT: error:
target triple = "amdgcn-amd-amdhsa"
define void @__offload_entry_k(ptr %y) "offload-rank"="1" "offload-name"="step" {
  %old = cmpxchg ptr %y, i128 1, i128 2 seq_cst seq_cst
  ret void
}

;--- stack.ll
; CHECK: error: OFL039: kernel `step` has a local variable of 600000 bytes, and a thread of this target has a stack of 524288 at most
; CHECK-NOT: error:
target triple = "nvptx64-nvidia-cuda"
define void @__offload_entry_k(ptr %y) "offload-rank"="1" "offload-name"="step" {
  %large = alloca [600000 x i8]
  %small = alloca [1000 x i8]
  store ptr %large, ptr %y
  ret void
}

;--- second-kernel.ll
; The error names the kernel that reaches the function, not the first kernel of the module.
; CHECK: error: OFL021: kernel `second` uses the mutable static `counter`
@counter = external global i32
define void @__offload_entry_a() "offload-rank"="1" "offload-name"="first" {
  ret void
}
define void @__offload_entry_b() "offload-rank"="1" "offload-name"="second" {
  store i32 1, ptr @counter
  ret void
}
