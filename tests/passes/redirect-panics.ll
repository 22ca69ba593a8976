; Core's panic functions end with a call of the user crate's handler instead of std's panic runtime.
; RUN: %opt -passes=offload-redirect-panics,verify -S %s | FileCheck %s
;
; The pass adds `nounwind`, `noreturn` and `cold`. It removes the attributes that were inferred from std's body, so LLVM keeps the handler.
; RUN: %opt -passes='offload-redirect-panics,internalize,default<O3>,verify' -internalize-public-api-list=kernel -S %s | FileCheck %s --check-prefix=O3

; CHECK: define internal void @_RNvCs6wDZMTBTuDh_7___rustc17rust_begin_unwind(ptr %info) [[HANDLER:#[0-9]+]] {
; CHECK-NEXT: entry:
; CHECK-NEXT: call void @__offload_panic_handler(ptr %info) [[NORETURN:#[0-9]+]]
; CHECK-NEXT: unreachable
; CHECK-NEXT: }
define internal void @_RNvCs6wDZMTBTuDh_7___rustc17rust_begin_unwind(ptr noalias readonly %info) noinline memory(none) personality ptr @rust_eh_personality {
  invoke void @std_panic_runtime(ptr %info) to label %done unwind label %cleanup
done:
  ret void
cleanup:
  %pad = landingpad { ptr, i32 } cleanup
  resume { ptr, i32 } %pad
}

; CHECK-LABEL: define void @kernel
; O3-LABEL: define void @kernel
; O3: call void @__offload_panic_handler(ptr
; O3-NEXT: unreachable
define void @kernel(i1 %bad, ptr %info) {
  br i1 %bad, label %panic, label %fine
panic:
  call void @_RNvCs6wDZMTBTuDh_7___rustc17rust_begin_unwind(ptr %info)
  unreachable
fine:
  ret void
}

declare void @std_panic_runtime(ptr)
declare i32 @rust_eh_personality(...)

; CHECK: declare void @__offload_panic_handler(ptr)
; CHECK-DAG: attributes [[HANDLER]] = { alwaysinline cold noreturn nounwind }
; CHECK-DAG: attributes [[NORETURN]] = { noreturn }
