; Code without host properties does not change; LLVM's intrinsics keep theirs.
; RUN: %opt -passes=offload-strip-host,verify -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

define float @plain(float %v) #0 {
  %root = call float @llvm.sqrt.f32(float %v)
  %more = call float @elsewhere(float %root) #1
  ret float %more
}

declare float @llvm.sqrt.f32(float)
declare float @elsewhere(float)

attributes #0 = { nounwind alwaysinline }
attributes #1 = { cold }
