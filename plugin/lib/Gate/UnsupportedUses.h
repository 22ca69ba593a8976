//===- UnsupportedUses.h - what the functions of a device module do that the device cannot ----===//
//
// std reads a file through a dozen functions of C, statics and thread-locals. To its user that is one thing: a file is read, in this
// line, by this function of std. So what Rust's libraries do is said of the line that calls them, once.
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

/// An instruction with the functions that it refers to, over constants too (vtables, tables), and with what is wrong at itself.
struct InstructionUse {
  llvm::Instruction *At;
  llvm::SmallVector<llvm::Function *, 1> Functions;
  llvm::SmallVector<Cause, 1> Causes;
};

/// The functions of a module, each looked at once however many kernels reach it.
class UnsupportedUses {
public:
  explicit UnsupportedUses(llvm::Module &M);

  llvm::ArrayRef<InstructionUse> of(llvm::Function &F) const;

  /// What to say of \p Use; nothing for one within Rust's libraries, which is said of what calls them.
  llvm::SmallVector<Cause, 1> causesAt(const InstructionUse &Use) const;

private:
  using Causes = llvm::SmallVector<Cause, 1>;

  llvm::SmallVector<InstructionUse, 0> look(llvm::Function &F);
  void lookAtConstant(llvm::Constant &C, InstructionUse &Use);
  void checkCallee(llvm::Function &F, InstructionUse &Use);
  void checkGlobal(llvm::GlobalVariable &Global, InstructionUse &Use);
  /// Fills LibraryCauses: what functions of Rust's libraries do, or what they call there does.
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
