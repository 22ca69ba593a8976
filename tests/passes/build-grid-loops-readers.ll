; A function outside the body reads the thread's place from a thread-local. A body stores the place only before calls that lead to such
; a function.
; RUN: %opt -passes=offload-build-grid-loops,verify -S %s | FileCheck %s

; CHECK: @offload.thread_place = internal thread_local global { i64, i64, i64, i64, i64, i64, ptr } zeroinitializer
declare i64 @__offload_global_id_y()
declare i32 @__offload_thread_id_x()
declare ptr @__offload_report()
declare void @use(...)

; CHECK-LABEL: define internal i64 @reader()
; CHECK: [[PLACE:%.*]] = call ptr @llvm.threadlocal.address.p0(ptr @offload.thread_place)
; CHECK-COUNT-7: load
; CHECK-NOT: call {{.*}}@__offload_
; CHECK: ret i64
define internal i64 @reader() noinline {
  %y = call i64 @__offload_global_id_y()
  %x = call i32 @__offload_thread_id_x()
  %report = call ptr @__offload_report()
  call void (...) @use(i32 %x, ptr %report)
  ret i64 %y
}

define internal i64 @calls_reader() noinline {
  %y = call i64 @reader()
  ret i64 %y
}

define internal void @reads_nothing() noinline {
  ret void
}

; CHECK-LABEL: define internal void @__offload_entry_k.thread(
; CHECK-SAME: i1 %unusual, ptr %f, i64 [[X:%[0-9]+]], i64 [[Y:%[0-9]+]], i64 [[Z:%[0-9]+]], i64 [[GXY:%[0-9]+]], i64 [[GZBX:%[0-9]+]], i64 [[BYZ:%[0-9]+]], ptr [[REPORT:%[0-9]+]])
define void @__offload_entry_k(i1 %unusual, ptr %f) "offload-rank"="1" "offload-name"="k" {
; CHECK-NOT: store
; CHECK: call void @reads_nothing()
  call void @reads_nothing()
; CHECK-NOT: store
; CHECK: br i1 %unusual
  br i1 %unusual, label %cold, label %method
cold:
; CHECK: cold:
; CHECK-DAG: store i64 [[X]], ptr
; CHECK-DAG: store i64 [[Y]], ptr
; CHECK-DAG: store i64 [[Z]], ptr
; CHECK-DAG: store i64 [[GXY]], ptr
; CHECK-DAG: store i64 [[GZBX]], ptr
; CHECK-DAG: store i64 [[BYZ]], ptr
; CHECK-DAG: store ptr [[REPORT]], ptr
; CHECK: call i64 @calls_reader()
  %a = call i64 @calls_reader()
  br label %done
method:
; A function that is called through a pointer may read ids.
; CHECK: method:
; CHECK-COUNT-7: store
; CHECK: call void %f()
  call void %f()
  br label %done
done:
  ret void
}
