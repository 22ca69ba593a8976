//===- KernelDescriptor.h - the descriptor constant, read -------------------------------------===//
//
// Layouts: rust/offload-abi (Abi.h). The reader loads fields by byte offset, so it accepts any spelling of the constant
// (rustc writes a packed struct of arrays, with relocations in between).
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>

namespace llvm {
class Constant;
class Function;
class Module;
} // namespace llvm

namespace offload {

struct SlotDescription {
  uint32_t Kind, Flags;
  uint64_t ElementSize, ElementAlign, Count;
  std::string Name;
  /// A function whose debug info has the value's type; null if the type holds no addresses.
  llvm::Function *Witness;

  bool isMapped() const;
  bool isPointer() const;
  /// Compares everything but the witness, of which each module may have a copy.
  bool operator==(const SlotDescription &Other) const;
};

struct KernelDescription {
  uint32_t Rank;
  uint32_t MaxBlock;
  uint32_t Flags;
  uint64_t Fingerprint;
  std::string Name, File;
  uint32_t Line, Column;
  llvm::SmallVector<SlotDescription, 8> Slots;

  /// `file:line:column` of the kernel in the user's source.
  std::string place() const;
  bool operator==(const KernelDescription &) const = default;
};

/// Reads a `Descriptor` constant; an error describes the defect.
llvm::Expected<KernelDescription> readDescriptor(llvm::Constant &Descriptor, const llvm::Module &M);

/// A kernel that launches of a module name.
struct Kernel {
  llvm::Function *Shim;
  KernelDescription Description;
  /// The shim's v0 symbol.
  std::string Symbol;
  /// Its threads may allocate memory.
  bool UsesHeap = false;
  /// They may print.
  bool Prints = false;
  /// They call function values, or functions that call themselves: the depth of the stack is unknown.
  bool HasDeepStack = false;
  /// Bit `i`: a GPU's kernel has the value of slot `i` among its arguments.
  uint64_t Carried = 0;
};

} // namespace offload
