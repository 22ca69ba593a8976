; The contract declares that ids touch no memory, so LLVM infers the same for a function that computes with them. When such a function
; stays outside the body, it reads the thread's place from memory; the pass then removes these attributes from the function and from its
; callers, direct or through a pointer.
; RUN: %opt -passes=offload-build-grid-loops,verify -S %s | FileCheck %s
; The call stays in the loop, behind the stores of the place.
; RUN: %opt -passes='offload-build-grid-loops,always-inline,function(sroa,early-cse,loop-simplify,lcssa,loop-mssa(licm)),default<O3>,verify' -S %s | FileCheck %s --check-prefix=LOOP
; Without the pass, licm moves the call out of the loop.
; RUN: %opt -passes='function(loop-simplify,lcssa,loop-mssa(licm)),verify' -S %s | FileCheck %s --check-prefix=STALE

declare i64 @__offload_global_id_x() nounwind willreturn memory(none) speculatable
declare i32 @__offload_thread_id_x() nounwind willreturn memory(none) speculatable

; CHECK: define internal i64 @mix(i64 %n) [[PLAIN:#[0-9]+]]
define internal i64 @mix(i64 %n) noinline nounwind willreturn nosync nofree norecurse memory(none) speculatable {
  %id = call i64 @__offload_global_id_x()
  %sum = add i64 %id, %n
  ret i64 %sum
}

; CHECK: define internal i64 @through(i64 %n) [[PLAIN]]
; CHECK: call i64 @mix(i64 %n){{$}}
define internal i64 @through(i64 %n) noinline nounwind nosync memory(none) {
  %v = call i64 @mix(i64 %n) memory(none) nosync willreturn
  ret i64 %v
}

; The address of this function is taken, so every call through a pointer may reach it.
; CHECK: define internal i64 @lane(i64 %n) [[PLAIN]]
define internal i64 @lane(i64 %n) noinline nounwind memory(none) speculatable {
  %id = call i32 @__offload_thread_id_x()
  %wide = zext i32 %id to i64
  %sum = add i64 %wide, %n
  ret i64 %sum
}

; CHECK: define internal i64 @by_pointer(ptr %f) [[PLAIN]]
; CHECK: call i64 %f(i64 1){{$}}
define internal i64 @by_pointer(ptr %f) noinline nounwind memory(none) {
  %v = call i64 %f(i64 1) memory(none)
  ret i64 %v
}

; A function that reads no id keeps its attributes.
; CHECK: define internal i64 @square(i64 %n) [[PURE:#[0-9]+]]
define internal i64 @square(i64 %n) noinline nounwind memory(none) {
  %v = mul i64 %n, %n
  ret i64 %v
}

; LOOP-LABEL: define internal {{.*}}@__offload_entry_k.loop(
; LOOP: outer:
; LOOP: store i64 {{.*}}
; LOOP: call {{.*}}i64 @through(
; LOOP: br i1
; STALE-LABEL: define void @stale(
; STALE: entry:
; STALE: call i64 @through(
; STALE: header:
define void @__offload_entry_k(i64 %n, ptr noalias align 8 %y) "offload-rank"="1" "offload-name"="k" {
  %i = call i64 @__offload_global_id_x()
  %v = call i64 @through(i64 %n)
  %w = call i64 @by_pointer(ptr @lane)
  %x = call i64 @square(i64 %n)
  %s = add i64 %v, %w
  %t = add i64 %s, %x
  %at = getelementptr i64, ptr %y, i64 %i
  store i64 %t, ptr %at
  ret void
}

define void @stale(i64 %n, ptr noalias %y) {
entry:
  br label %header
header:
  %i = phi i64 [ 0, %entry ], [ %next, %header ]
  %v = call i64 @through(i64 %n)
  %at = getelementptr i64, ptr %y, i64 %i
  store i64 %v, ptr %at
  %next = add nuw nsw i64 %i, 1
  %more = icmp ult i64 %next, 100
  br i1 %more, label %header, label %exit
exit:
  ret void
}

; CHECK-DAG: attributes [[PLAIN]] = { noinline nounwind }
; CHECK-DAG: attributes [[PURE]] = { noinline nounwind memory(none) }
