; The pass marks each function that reads a thread id, itself or through a call. LLVM then inlines it into the kernel's body.
; RUN: %opt -passes=offload-inline-id-readers,verify -S %s | FileCheck %s
; RUN: %opt -passes=offload-inline-id-readers,always-inline,globaldce,verify -S %s | FileCheck %s --check-prefix=INLINED
; RUN: %opt -passes=always-inline,globaldce,verify -S %s | FileCheck %s --check-prefix=NOT

declare i64 @__offload_global_id_x()
declare ptr @__offload_report()

; CHECK: define internal i64 @index() [[INLINE:#[0-9]+]]
; NOT: define internal i64 @index()
define internal i64 @index() {
  %id = call i64 @__offload_global_id_x()
  ret i64 %id
}

; CHECK: define internal i64 @twice_index() [[INLINE]]
define internal i64 @twice_index() {
  %id = call i64 @index()
  %twice = mul i64 %id, 2
  ret i64 %twice
}

; The report belongs to the thread as well.
; CHECK: define internal i32 @state() [[INLINE]]
define internal i32 @state() {
  %report = call ptr @__offload_report()
  %state = load i32, ptr %report
  ret i32 %state
}

; The readers are inlined into the body.
; CHECK: define void @__offload_entry_k(ptr %y) [[BODY:#[0-9]+]]
; INLINED-NOT: define
; INLINED: define void @__offload_entry_k(ptr %y)
; INLINED-COUNT-2: call i64 @__offload_global_id_x()
; INLINED: call ptr @__offload_report()
; INLINED-NOT: define
define void @__offload_entry_k(ptr %y) "offload-rank"="1" {
  %own = call i64 @__offload_global_id_x()
  %twice = call i64 @twice_index()
  %sum = add i64 %own, %twice
  store i64 %sum, ptr %y
  %state = call i32 @state()
  store i32 %state, ptr %y
  ret void
}

; CHECK-DAG: attributes [[INLINE]] = { alwaysinline }
; CHECK-DAG: attributes [[BODY]] = { "offload-rank"="1" }
