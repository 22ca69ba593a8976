; The pass removes host attributes and unwinding from functions and calls.
; RUN: %opt -passes=offload-strip-host,verify -S %s | FileCheck %s --implicit-check-not="personality ptr" --implicit-check-not=invoke --implicit-check-not=landingpad --implicit-check-not=resume --implicit-check-not=noinline --implicit-check-not=optnone --implicit-check-not=target-cpu --implicit-check-not=tune-cpu --implicit-check-not=uwtable --implicit-check-not=probe-stack --implicit-check-not=stack-probe-size --implicit-check-not=frame-pointer --implicit-check-not=nonlazybind --implicit-check-not=ssp --implicit-check-not=sanitize

target triple = "x86_64-unknown-linux-gnu"

; The pass numbers constants that have no name of their own in the order of the module.
; CHECK: @anon = private constant i8 1
; CHECK: @named = internal constant i8 2
; CHECK: @anon.1 = private constant i8 3
; CHECK: @anon.exported = constant i8 4
@anon.0123456789abcdef.1 = private constant i8 1
@named = internal constant i8 2
@anon.0123456789abcdef.0 = private constant i8 3
@anon.exported = constant i8 4

; CHECK: define i32 @catches(ptr %f) [[CLEAN:#[0-9]+]] {
define i32 @catches(ptr %f) #0 personality ptr @rust_eh_personality {
; An invoke becomes a call, whose value is still the result; code that only unwinding reaches is gone.
; CHECK-NEXT: [[V:%.*]] = call i32 %f()
; CHECK-NEXT: br label %done
  %v = invoke i32 %f() to label %done unwind label %cleanup
done:
; CHECK: ret i32 [[V]]
; CHECK-NEXT: }
  ret i32 %v
cleanup:
  %pad = landingpad { ptr, i32 } cleanup
  call void @drop()
  resume { ptr, i32 } %pad
}

; CHECK: define void @calls() [[CLEAN]] {
define void @calls() #1 {
; CHECK-NEXT: call void @drop(){{$}}
  call void @drop() #2
  ret void
}

; The pass changes declarations, too.
; CHECK: declare void @drop(){{$}}
declare void @drop() #3

; A function keeps its own features, because its instructions need them.
; CHECK: define void @own_features() [[FEATURES:#[0-9]+]]
define void @own_features() #4 {
  ret void
}

; It also keeps the features of the processor that it was compiled for, in front of its own: features that it disables stay disabled.
; CHECK: define void @own_processor() [[PROCESSOR:#[0-9]+]]
define void @own_processor() #6 {
  ret void
}

; No device uses the calling conventions of other hosts; callers and callees both get C's.
; CHECK: define internal i64 @sysv(i64 %n) [[CLEAN]] {
; CHECK: call i64 @sysv(i64 %n)
; CHECK: call i64 %f(i64 %n)
define internal x86_64_sysvcc i64 @sysv(i64 %n) {
  %a = call x86_64_sysvcc i64 @sysv(i64 %n)
  ret i64 %a
}
define internal win64cc i64 @win(ptr %f, i64 %n) {
  %a = call win64cc i64 %f(i64 %n)
  ret i64 %a
}

; Attributes that describe the function itself remain.
; CHECK: declare noalias ptr @allocates() [[OWN:#[0-9]+]]
declare noalias ptr @allocates() #5

declare i32 @rust_eh_personality(...)

attributes #0 = { nonlazybind uwtable "probe-stack"="inline-asm" "target-cpu"="x86-64" "tune-cpu"="generic" "stack-probe-size"="4096" "frame-pointer"="all" ssp }
attributes #1 = { noinline optnone uwtable sspreq sanitize_address sanitize_thread sanitize_memory "target-cpu"="x86-64" }
attributes #2 = { noinline }
attributes #3 = { nonlazybind sspstrong "target-cpu"="x86-64" }
attributes #4 = { "target-cpu"="x86-64" "target-features"="+avx2" }
attributes #5 = { nounwind willreturn "target-cpu"="x86-64" }
attributes #6 = { "target-cpu"="skylake" "target-features"="-avx2,+sha" }

; CHECK-DAG: attributes [[CLEAN]] = { nounwind }
; CHECK-DAG: attributes [[FEATURES]] = { nounwind "target-features"="+avx2" }
; CHECK-DAG: attributes [[PROCESSOR]] = { nounwind "target-features"="{{(.*,)?}}+aes,{{.*}}-avx2,+sha" }
; CHECK-DAG: attributes [[OWN]] = { nounwind willreturn }
