; Each thing that a device does not have is one error that names the kernel, the thing and the way to it.
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

;--- external.ll
; A C function, called in a helper.
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
; A method that is only reached over a vtable in a table.
; CHECK: error: OFL020: kernel `step` calls the external function `getpid`
; CHECK-NEXT: = called from `app::method`
; CHECK-NEXT: = called from `step`
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
; An invoke calls as well.
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
; A constant that points to it: the store only sees the loaded address.
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
; An instruction that only the host's processor has; selection would abort. The device's own are fine.
; CHECK: error: OFL020: kernel `step` calls the external function `llvm.x86.sse42.crc32.64.64`, which does not exist on the device (an instruction of the host's processor)
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
; Statics that refer to each other: the NVPTX back end aborts at them, others do not. One error for the circle.
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

;--- second-kernel.ll
; The kernel that reaches it is named, not the first of the module.
; CHECK: error: OFL021: kernel `second` uses the mutable static `counter`
@counter = external global i32
define void @__offload_entry_a() "offload-rank"="1" "offload-name"="first" {
  ret void
}
define void @__offload_entry_b() "offload-rank"="1" "offload-name"="second" {
  store i32 1, ptr @counter
  ret void
}
