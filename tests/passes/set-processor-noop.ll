; Functions of other modules keep their processors.
; RUN: %opt '-passes=offload-set-processor<sm_90>,verify' -S %s -o %t
; RUN: %opt -passes=verify -S %s -o %t.before
; RUN: diff %t.before %t

declare void @elsewhere() "target-cpu"="skylake"
