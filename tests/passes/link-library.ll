; A module without calls of the library needs no library. The constants that AMD's library reads get a definition wherever the module
; refers to them. Tests through rustc, which passes a library, cover the linking itself.
; RUN: %opt '-passes=offload-adopt-target<gfx90a>,offload-link-library<gfx90a>,verify' -S %s | FileCheck %s

target triple = "x86_64-unknown-linux-gnu"

; CHECK: @__oclc_ISA_version = internal addrspace(4) constant i32 9010
@__oclc_ISA_version = external hidden addrspace(4) constant i32

define i32 @k() {
  %isa = load i32, ptr addrspace(4) @__oclc_ISA_version
  ret i32 %isa
}
