; A witness lists the host addresses that its type contains, and the place of the type; the witness of a number lists none. Without a type,
; or in another function, the pass records nothing.
; RUN: %opt -passes=offload-record-types,verify -S %s | FileCheck %s

; CHECK: define void @closure() [[CLOSURE:#[0-9]+]]
define void @closure() !dbg !20 { ret void }
; CHECK: define void @numbers() [[NONE:#[0-9]+]]
define void @numbers() !dbg !21 { ret void }
; CHECK: define void @function() [[FUNCTION:#[0-9]+]]
define void @function() !dbg !22 { ret void }
; CHECK: define void @chosen() [[CHOSEN:#[0-9]+]]
define void @chosen() !dbg !23 { ret void }
; CHECK: define void @array() [[ARRAY:#[0-9]+]]
define void @array() !dbg !24 { ret void }
; CHECK: define void @library() [[LIBRARY:#[0-9]+]]
define void @library() !dbg !25 { ret void }
; CHECK: define void @many() [[MANY:#[0-9]+]]
define void @many() !dbg !26 { ret void }
; CHECK: define void @unknown() [[UNKNOWN:#[0-9]+]]
define void @unknown() !dbg !27 { ret void }
; CHECK: define void @untyped() !dbg
define void @untyped() !dbg !28 { ret void }
; CHECK: define void @other() !dbg
define void @other() !dbg !29 { ret void }

; CHECK-DAG: attributes [[CLOSURE]] = { "offload-host-addresses"="src/lib.rs:7\0A`label: &str`, `at.0: &u32`" }
; CHECK-DAG: attributes [[NONE]] = { "offload-host-addresses" }
; CHECK-DAG: attributes [[FUNCTION]] = { "offload-host-addresses"="\0A`fn(u32) -> u32`" }
; CHECK-DAG: attributes [[CHOSEN]] = { "offload-host-addresses"="src/lib.rs:9\0A`text: &str`" }
; CHECK-DAG: attributes [[ARRAY]] = { "offload-host-addresses"="\0A`&u32`" }
; CHECK-DAG: attributes [[LIBRARY]] = { "offload-host-addresses"="\0A`pointer: *const u8`" }
; CHECK-DAG: attributes [[MANY]] = { "offload-host-addresses"="src/lib.rs:8\0A`a: &u32`, `b: &u32`, `c: &u32`, `d: &u32` and 1 more" }
; CHECK-DAG: attributes [[UNKNOWN]] = { "offload-host-addresses"="src/lib.rs:8\0A`hidden: Hidden`" }

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "src/lib.rs", directory: "/app")
!3 = !DIFile(filename: "library/core/src/cell.rs", directory: "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860")

!4 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!5 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!6 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&u32", baseType: !4, size: 64)
!7 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*const u8", baseType: !4, size: 64)
!8 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "fn(u32) -> u32", baseType: !9, size: 64)
!9 = !DISubroutineType(types: !{!4, !4})
; A reference of two words.
!10 = !DICompositeType(tag: DW_TAG_structure_type, name: "&str", size: 128, elements: !{!11, !12})
!11 = !DIDerivedType(tag: DW_TAG_member, name: "data_ptr", baseType: !7, size: 64)
!12 = !DIDerivedType(tag: DW_TAG_member, name: "length", baseType: !5, size: 64, offset: 64)
; The type has no bytes, although it names a reference.
!13 = !DICompositeType(tag: DW_TAG_structure_type, name: "PhantomData<&u32>", elements: !{!14})
!14 = !DIDerivedType(tag: DW_TAG_member, name: "never", baseType: !6, size: 64)
!15 = !DICompositeType(tag: DW_TAG_structure_type, name: "(&u32, u32)", size: 128, elements: !{!16, !17})
!16 = !DIDerivedType(tag: DW_TAG_member, name: "__0", baseType: !6, size: 64)
!17 = !DIDerivedType(tag: DW_TAG_member, name: "__1", baseType: !4, size: 32, offset: 64)

!20 = distinct !DISubprogram(name: "__offload_type_witness<app::main::{closure_env#0}>", file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition, templateParams: !{!30})
!21 = distinct !DISubprogram(name: "__offload_type_witness<(u32, u64)>", file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition, templateParams: !{!31})
!22 = distinct !DISubprogram(name: "__offload_type_witness<fn(u32) -> u32>", file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition, templateParams: !{!32})
!23 = distinct !DISubprogram(name: "__offload_type_witness<app::Chosen>", file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition, templateParams: !{!33})
!24 = distinct !DISubprogram(name: "__offload_type_witness<[&u32; 2]>", file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition, templateParams: !{!34})
!25 = distinct !DISubprogram(name: "__offload_type_witness<core::ptr::NonNull<u8>>", file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition, templateParams: !{!35})
!26 = distinct !DISubprogram(name: "__offload_type_witness<app::Many>", file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition, templateParams: !{!36})
!27 = distinct !DISubprogram(name: "__offload_type_witness<app::Opaque>", file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition, templateParams: !{!37})
!28 = distinct !DISubprogram(name: "__offload_type_witness<u32>", file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition)
!29 = distinct !DISubprogram(name: "other<fn(u32) -> u32>", file: !2, line: 1, unit: !0, spFlags: DISPFlagDefinition, templateParams: !{!32})

!30 = !DITemplateTypeParameter(name: "T", type: !40)
!40 = !DICompositeType(tag: DW_TAG_structure_type, name: "{closure_env#0}", file: !2, line: 7, size: 320, elements: !{!41, !42, !43, !44})
!41 = !DIDerivedType(tag: DW_TAG_member, name: "label", baseType: !10, size: 128)
!42 = !DIDerivedType(tag: DW_TAG_member, name: "n", baseType: !5, size: 64, offset: 128)
!43 = !DIDerivedType(tag: DW_TAG_member, name: "nothing", baseType: !13)
!44 = !DIDerivedType(tag: DW_TAG_member, name: "_ref__at", baseType: !15, size: 128, offset: 192)

!31 = !DITemplateTypeParameter(name: "T", type: !45)
!45 = !DICompositeType(tag: DW_TAG_structure_type, name: "(u32, u64)", size: 128, elements: !{!46, !47, !48})
!46 = !DIDerivedType(tag: DW_TAG_member, name: "__0", baseType: !4, size: 32)
!47 = !DIDerivedType(tag: DW_TAG_member, name: "__1", baseType: !5, size: 64, offset: 64)
!48 = !DIDerivedType(tag: DW_TAG_member, name: "__2", baseType: !49, size: 8, offset: 32)
!49 = !DICompositeType(tag: DW_TAG_enumeration_type, name: "Ordering", baseType: !4, size: 8, elements: !{!50})
!50 = !DIEnumerator(name: "Less", value: -1)

!32 = !DITemplateTypeParameter(name: "T", type: !8)

; One of two variants has an address.
!33 = !DITemplateTypeParameter(name: "T", type: !51)
!51 = !DICompositeType(tag: DW_TAG_structure_type, name: "Chosen", file: !2, line: 9, size: 128, elements: !{!52})
!52 = !DICompositeType(tag: DW_TAG_variant_part, scope: !51, size: 128, elements: !{!53, !54}, discriminator: !12)
!53 = !DIDerivedType(tag: DW_TAG_member, name: "Number", baseType: !4, size: 128, extraData: i64 0)
!54 = !DIDerivedType(tag: DW_TAG_member, name: "Text", baseType: !55, size: 128, extraData: i64 1)
!55 = !DICompositeType(tag: DW_TAG_structure_type, name: "Text", size: 128, elements: !{!56})
!56 = !DIDerivedType(tag: DW_TAG_member, name: "text", baseType: !10, size: 128)

!34 = !DITemplateTypeParameter(name: "T", type: !57)
!57 = !DICompositeType(tag: DW_TAG_array_type, baseType: !6, size: 128, elements: !{!58})
!58 = !DISubrange(count: 2, lowerBound: 0)

; The pass leaves out the place of a type in Rust's library, which helps no user.
!35 = !DITemplateTypeParameter(name: "T", type: !59)
!59 = !DICompositeType(tag: DW_TAG_structure_type, name: "NonNull<u8>", file: !3, line: 70, size: 64, elements: !{!60})
!60 = !DIDerivedType(tag: DW_TAG_member, name: "pointer", baseType: !7, size: 64)

!36 = !DITemplateTypeParameter(name: "T", type: !61)
!61 = !DICompositeType(tag: DW_TAG_structure_type, name: "Many", file: !2, line: 8, size: 320, elements: !{!62, !63, !64, !65, !66})
!62 = !DIDerivedType(tag: DW_TAG_member, name: "a", baseType: !6, size: 64)
!63 = !DIDerivedType(tag: DW_TAG_member, name: "b", baseType: !6, size: 64)
!64 = !DIDerivedType(tag: DW_TAG_member, name: "c", baseType: !6, size: 64)
!65 = !DIDerivedType(tag: DW_TAG_member, name: "d", baseType: !6, size: 64)
!66 = !DIDerivedType(tag: DW_TAG_member, name: "e", baseType: !6, size: 64)

; A type of which the module knows only the name may contain anything.
!37 = !DITemplateTypeParameter(name: "T", type: !67)
!67 = !DICompositeType(tag: DW_TAG_structure_type, name: "Opaque", file: !2, line: 8, size: 64, elements: !{!68})
!68 = !DIDerivedType(tag: DW_TAG_member, name: "hidden", baseType: !69, size: 64)
!69 = !DICompositeType(tag: DW_TAG_structure_type, name: "Hidden", flags: DIFlagFwdDecl)
