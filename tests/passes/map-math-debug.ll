; A call of the library has the line of the instruction that it replaces.
; RUN: %opt -passes=offload-map-math,verify -S %s | FileCheck %s

target triple = "nvptx64-nvidia-cuda"

declare float @llvm.sin.f32(float)
declare <2 x float> @llvm.cos.v2f32(<2 x float>)

; CHECK-LABEL: define void @kernel
define void @kernel(float %f, <2 x float> %v, ptr %out) !dbg !3 {
; CHECK: call float @__nv_sinf(float %f), !dbg ![[SIN:[0-9]+]]
  %sin = call float @llvm.sin.f32(float %f), !dbg !4
  store float %sin, ptr %out, !dbg !4
; CHECK: extractelement {{.*}}, !dbg ![[COS:[0-9]+]]
; CHECK: call float @__nv_cosf({{.*}}), !dbg ![[COS]]
  %cos = call <2 x float> @llvm.cos.v2f32(<2 x float> %v), !dbg !5
  store <2 x float> %cos, ptr %out, !dbg !5
  ret void, !dbg !5
}
; CHECK: ![[SIN]] = !DILocation(line: 7,
; CHECK: ![[COS]] = !DILocation(line: 8,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = distinct !DISubprogram(name: "k", scope: !2, file: !2, line: 6, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 7, column: 1, scope: !3)
!5 = !DILocation(line: 8, column: 1, scope: !3)
