//===- RecordTypes.h - which by-value arguments hold addresses --------------------------------===//
//
// The runtime copies a closure to the device bit by bit, and Rust's bounds (`Copy + Send + 'static`) cannot exclude a
// leaked `&'static` or a function pointer in it. Only its type says whether it holds addresses: LLVM converts pointers
// and integers into each other. So this pass reads the type from the debug info of a function that the user crate has
// for that purpose, before anything is optimised.
//
// Expects  any module at the start of its pipeline in the device pass, with full debug info.
// Leaves   each definition of `__offload_type_witness` whose type is known with an attribute that lists the addresses
//          in the type.
// Before   every optimisation, and offload-keep-line-tables, which drops the types.
//
//   opt-22 -load-pass-plugin=build/liboffload_passes.so -passes=offload-record-types -S module.ll
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/IR/PassManager.h"
#include <optional>
#include <string>

namespace llvm {
class Function;
} // namespace llvm

namespace offload {

/// Addresses of the host in a type.
struct HostAddresses {
  /// `src/main.rs:7`, where the user wrote the closure or the struct; empty for any other type.
  std::string Place;
  /// "`label: &str`, `table: &[f32]`"; empty if there are none.
  std::string Fields;
};

/// The addresses that RecordTypesPass recorded for the type of \p Witness; nothing if it found no type.
std::optional<HostAddresses> hostAddresses(const llvm::Function &Witness);

struct RecordTypesPass : llvm::PassInfoMixin<RecordTypesPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
