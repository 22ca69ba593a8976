; The code object of a kernel with a local variable, for each AMD architecture. It has no undefined symbol, one entry with its descriptor,
; metadata that names both, and version 5 of the code object format, which every runtime accepts.
; RUN: %opt '-passes=offload-device<gfx90a>,verify' %s -o %t.gfx90a.bc
; RUN: llc -mcpu=gfx90a -O3 -filetype=obj -relocation-model=pic %t.gfx90a.bc -o %t.gfx90a.o
; RUN: %lld -shared --no-undefined %t.gfx90a.o -o %t.gfx90a
; RUN: llvm-readelf --file-header --dyn-syms --notes %t.gfx90a | FileCheck %s -DARCH=gfx90a
; RUN: llvm-objdump -d %t.gfx90a | FileCheck %s --check-prefix=CODE
; RUN: %opt '-passes=offload-device<gfx942>,verify' %s -o %t.gfx942.bc
; RUN: llc -mcpu=gfx942 -O3 -filetype=obj -relocation-model=pic %t.gfx942.bc -o %t.gfx942.o
; RUN: %lld -shared --no-undefined %t.gfx942.o -o %t.gfx942
; RUN: llvm-readelf --file-header --dyn-syms --notes %t.gfx942 | FileCheck %s -DARCH=gfx942
; RUN: llvm-objdump -d %t.gfx942 | FileCheck %s --check-prefix=CODE
; RUN: %opt '-passes=offload-device<gfx1030>,verify' %s -o %t.gfx1030.bc
; RUN: llc -mcpu=gfx1030 -O3 -filetype=obj -relocation-model=pic %t.gfx1030.bc -o %t.gfx1030.o
; RUN: %lld -shared --no-undefined %t.gfx1030.o -o %t.gfx1030
; RUN: llvm-readelf --file-header --dyn-syms --notes %t.gfx1030 | FileCheck %s -DARCH=gfx1030
; RUN: llvm-objdump -d %t.gfx1030 | FileCheck %s --check-prefix=CODE
; RUN: %opt '-passes=offload-device<gfx1100>,verify' %s -o %t.gfx1100.bc
; RUN: llc -mcpu=gfx1100 -O3 -filetype=obj -relocation-model=pic %t.gfx1100.bc -o %t.gfx1100.o
; RUN: %lld -shared --no-undefined %t.gfx1100.o -o %t.gfx1100
; RUN: llvm-readelf --file-header --dyn-syms --notes %t.gfx1100 | FileCheck %s -DARCH=gfx1100
; RUN: llvm-objdump -d %t.gfx1100 | FileCheck %s --check-prefix=CODE
;
; The variable lies in the address space of a thread's own memory, and its lifetime markers name the variable itself.
; RUN: %opt '-passes=offload-device<gfx90a>,verify' -S %s | FileCheck %s --check-prefix=LOCAL

; CHECK: OS/ABI: AMDGPU - HSA
; CHECK: ABI Version: 3
; CHECK: Machine: EM_AMDGPU
; CHECK: Flags: {{.*}}, [[ARCH]]
; CHECK-NOT: UND __
; CHECK-DAG: FUNC   GLOBAL PROTECTED {{.*}} __offload_entry_k{{$}}
; CHECK-DAG: OBJECT GLOBAL PROTECTED {{.*}} __offload_entry_k.kd{{$}}
; CHECK-NOT: UND __
; CHECK: AMDGPU Metadata:
; CHECK: .kernarg_segment_size: 56
; CHECK: .name: {{ *}}__offload_entry_k
; CHECK: .symbol: {{ *}}__offload_entry_k.kd
; CHECK: amdhsa.target: amdgcn-amd-amdhsa--[[ARCH]]

; CODE: <__offload_entry_k>:
; CODE: s_endpgm

; LOCAL: [[TABLE:%.*]] = alloca [64 x i32], {{.*}}addrspace(5)
; LOCAL: call void @llvm.lifetime.start.p5(ptr addrspace(5) [[TABLE]])
; LOCAL: !{i32 1, !"amdhsa_code_object_version", i32 500}

target triple = "x86_64-unknown-linux-gnu"

declare i64 @__offload_global_id_x() nounwind willreturn memory(none) speculatable
declare void @llvm.lifetime.start.p0(ptr)
declare void @llvm.lifetime.end.p0(ptr)

define void @__offload_entry_k(ptr noalias nonnull readonly align 4 %x, ptr noalias nonnull align 4 %y) nounwind "offload-rank"="1" "offload-max-block"="256" "offload-name"="k" {
  %table = alloca [64 x i32]
  call void @llvm.lifetime.start.p0(ptr %table)
  %i = call i64 @__offload_global_id_x()
  br label %fill
fill:
  %n = phi i64 [ 0, %0 ], [ %next, %fill ]
  %x.at = getelementptr i32, ptr %x, i64 %n
  %value = load i32, ptr %x.at
  %to = and i32 %value, 63
  %place = getelementptr i32, ptr %table, i32 %to
  store i32 %value, ptr %place
  %next = add i64 %n, 1
  %more = icmp ult i64 %next, 64
  br i1 %more, label %fill, label %read
read:
  %from = and i64 %i, 63
  %from.at = getelementptr i32, ptr %table, i64 %from
  %result = load i32, ptr %from.at
  %y.at = getelementptr i32, ptr %y, i64 %i
  store i32 %result, ptr %y.at
  call void @llvm.lifetime.end.p0(ptr %table)
  ret void
}
