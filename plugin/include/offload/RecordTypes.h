//===- RecordTypes.h - which by-value arguments hold addresses --------------------------------===//
//
// A closure is copied to the device bit by bit, and Rust's bounds (`Copy + Send + 'static`) cannot exclude a leaked `&'static` or a
// function pointer in it. Its type says what it holds, and nothing else does: LLVM's pointers and numbers change into each other. So
// the type is read from the debug info of a function that the user crate has for that, before anything is optimised.
//
// Expects  any module at the start of its pipeline in the device pass, with full debug info.
// Leaves   each definition of `__offload_type_witness` whose type is known with an attribute that says what addresses it holds.
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
  /// `src/main.rs:7`, where the closure or the struct is written; empty for any other type.
  std::string Place;
  /// "`label: &str`, `table: &[f32]`"; empty if there are none.
  std::string Fields;
};

/// What RecordTypesPass found out about the type of \p Witness; nothing where it found no type.
std::optional<HostAddresses> hostAddresses(const llvm::Function &Witness);

struct RecordTypesPass : llvm::PassInfoMixin<RecordTypesPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace offload
