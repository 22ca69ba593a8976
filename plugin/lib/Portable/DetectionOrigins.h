//===- DetectionOrigins.h - what is computed from the host's processor ------------------------===//
#pragma once

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/PointerIntPair.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstrTypes.h"

namespace offload {

/// Whether \p Call asks the processor for its features: `cpuid`, or `xgetbv` for the registers that the system saves.
bool asksProcessor(const llvm::CallBase &Call);

/// The origin of a value. A value that is computed from two values has the greater of their origins.
enum class Origin {
  Constant,
  /// The processor's answer, and constants.
  Detection,
  Other,
};

inline Origin operator|(Origin A, Origin B) { return std::max(A, B); }

/// Origins of values, by data and by control: a phi depends on its values and on the conditions that choose between
/// them.
class DetectionOrigins {
public:
  explicit DetectionOrigins(llvm::Module &M);

  /// Whether \p F asks the processor, directly or through calls.
  bool detects(const llvm::Function *F) const { return Detectors.contains(F); }

  /// Treats \p Static as a static that only remembers detection, until it is forgotten.
  void remember(const llvm::GlobalVariable &Static) { Remembering.insert(&Static); }
  void forget(const llvm::GlobalVariable &Static) { Remembering.erase(&Static); }

  Origin originOf(llvm::Value *V);

  /// The origin of the choice between \p Blocks, which are of one function, given that one of them runs.
  Origin originOfChoice(llvm::ArrayRef<llvm::BasicBlock *> Blocks);

  /// Whether \p F, or \p I, only computes from its arguments, the memory behind them, and detection. It may store to
  /// its own memory and to statics that remember detection, and it may panic.
  bool isClosed(llvm::Function &F);
  bool isClosed(llvm::Instruction &I);

  llvm::DominatorTree &dominators(llvm::Function &F);

private:
  llvm::SetVector<const llvm::Function *> Detectors;
  llvm::SmallPtrSet<const llvm::GlobalVariable *, 16> Remembering;
  llvm::DenseMap<llvm::Function *, std::unique_ptr<llvm::DominatorTree>> Trees;

  /// The state of one question. Instructions that are part of the answer already, also in a circle of phis, and values
  /// that have yet to join it; functions that have to be closed, and whether the memory behind their arguments belongs
  /// to their caller alone.
  llvm::SmallPtrSet<llvm::Instruction *, 16> Seen;
  llvm::SmallVector<llvm::Value *, 16> Pending;
  using Callee = llvm::PointerIntPair<llvm::Function *, 1, bool>;
  llvm::SetVector<Callee> Callees;

  Origin traceAll();
  /// Leaves the operands in Pending.
  Origin trace(llvm::Instruction &I);
  Origin traceChoice(llvm::ArrayRef<llvm::BasicBlock *> Blocks, llvm::BasicBlock *From);

  /// Leaves the functions that \p I calls in Callees.
  bool closes(llvm::Instruction &I, bool OwnsArguments);
  bool closesCall(llvm::CallBase &Call, bool OwnsArguments);
  bool closesCallees();
  bool mayRead(llvm::Value *Address) const;
  bool mayWrite(llvm::Value *Address, bool OwnsArguments) const;
};

} // namespace offload
