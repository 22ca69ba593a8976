; Products, sums, differences and negations get the flag for contraction. No other operation gets it, and no flag is lost.
; RUN: %opt -passes=offload-allow-contraction,verify -S %s | FileCheck %s

; CHECK-LABEL: define float @k(
define float @k(float %a, float %b) {
; CHECK-NEXT: fmul contract float %a, %b
  %product = fmul float %a, %b
; CHECK-NEXT: fadd nnan contract float %product, %a
  %sum = fadd nnan float %product, %a
; CHECK-NEXT: fsub contract float %sum, %b
  %difference = fsub float %sum, %b
; CHECK-NEXT: fneg contract float %difference
  %negated = fneg float %difference
; CHECK-NEXT: fdiv float %negated, %a
  %quotient = fdiv float %negated, %a
; CHECK-NEXT: fcmp olt float %quotient, %b
  %less = fcmp olt float %quotient, %b
; CHECK-NEXT: select i1 %less, float %a, float %b
  %least = select i1 %less, float %a, float %b
  ret float %least
}
; Vectors, too.
; CHECK-LABEL: define <2 x double> @vector(
define <2 x double> @vector(<2 x double> %a) {
; CHECK-NEXT: fmul contract <2 x double>
  %product = fmul <2 x double> %a, %a
  ret <2 x double> %product
}
