//===- UnsupportedUses.h - what the functions of a device module do that the device cannot ----===//
//
// std reads a file through a dozen functions of C, statics and thread-locals. To its user that is one thing: this line
// reads a file, with this function of std. So errors about Rust's libraries are reported once, for the line that calls
// them.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "Gate/Cause.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"

namespace llvm {
class Constant;
class Function;
class GlobalVariable;
class Instruction;
class Module;
} // namespace llvm

namespace offload {

class GpuDialect;

/// An instruction, the functions that it refers to, also through constants (vtables, tables), and the causes for errors
/// in itself.
struct InstructionUse {
  llvm::Instruction *Site;
  llvm::SmallVector<llvm::Function *, 1> Functions;
  llvm::SmallVector<Cause, 1> Causes;
};

/// The functions of a module. Each is searched once, for all kernels that reach it.
class UnsupportedUses {
public:
  explicit UnsupportedUses(llvm::Module &M);

  llvm::ArrayRef<InstructionUse> of(llvm::Function &F) const;

  /// The causes to report for \p Use; nothing for one within Rust's libraries, which is reported for its callers.
  llvm::SmallVector<Cause, 1> causesAt(const InstructionUse &Use) const;

private:
  using Causes = llvm::SmallVector<Cause, 1>;

  llvm::SmallVector<InstructionUse, 0> look(llvm::Function &F);
  void lookAtConstant(llvm::Constant &C, InstructionUse &Use);
  void checkCallee(llvm::Function &F, InstructionUse &Use);
  void checkGlobal(llvm::GlobalVariable &Global, InstructionUse &Use);
  /// Fills LibraryCauses with the causes in functions of Rust's libraries, and in the functions that they call there.
  void collectLibraryCauses();
  Causes causesBelow(const InstructionUse &Use) const;

  /// Null on the CPU.
  const GpuDialect *Dialect;
  llvm::MapVector<llvm::Function *, llvm::SmallVector<InstructionUse, 0>> Uses;
  llvm::DenseMap<llvm::Function *, Causes> LibraryCauses;
  /// The functions and globals behind a constant.
  llvm::DenseMap<llvm::Constant *, llvm::SmallVector<llvm::Constant *, 1>> Behind;
};

} // namespace offload
