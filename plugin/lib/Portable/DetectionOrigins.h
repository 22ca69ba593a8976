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

/// Whether \p Call asks the processor what it is: `cpuid`, or `xgetbv` for what the system saves of it.
bool asksProcessor(const llvm::CallBase &Call);

/// Where a value comes from; of two, what is computed from both is the greater.
enum class Origin {
  Constant,
  /// The processor's answer, and constants.
  Detection,
  Other,
};

inline Origin operator|(Origin A, Origin B) { return std::max(A, B); }

/// Origins of values, by data and by control: a phi comes from its values and from what chooses between them.
class DetectionOrigins {
public:
  explicit DetectionOrigins(llvm::Module &M);

  /// Whether \p F asks the processor, itself or through others.
  bool detects(const llvm::Function *F) const { return Detectors.contains(F); }

  /// From now on \p Static is taken for one that only remembers detection, until it is forgotten.
  void remember(const llvm::GlobalVariable &Static) { Remembering.insert(&Static); }
  void forget(const llvm::GlobalVariable &Static) { Remembering.erase(&Static); }

  Origin originOf(llvm::Value *V);

  /// What chooses which of \p Blocks, of one function, is run, if one of them is.
  Origin originOfChoice(llvm::ArrayRef<llvm::BasicBlock *> Blocks);

  /// Whether \p F, or \p I, does nothing but compute from its arguments, what they point to, and detection: it may store
  /// to what it has itself and to what remembers detection, and panic.
  bool isClosed(llvm::Function &F);
  bool isClosed(llvm::Instruction &I);

  llvm::DominatorTree &dominators(llvm::Function &F);

private:
  llvm::SetVector<const llvm::Function *> Detectors;
  llvm::SmallPtrSet<const llvm::GlobalVariable *, 16> Remembering;
  llvm::DenseMap<llvm::Function *, std::unique_ptr<llvm::DominatorTree>> Trees;

  /// By one question: instructions that are part of the answer already, in a circle of phis, too, and values that have yet to become
  /// one; and functions that have to be closed, with whether what their arguments point to is their caller's own.
  llvm::SmallPtrSet<llvm::Instruction *, 16> Seen;
  llvm::SmallVector<llvm::Value *, 16> Pending;
  using Callee = llvm::PointerIntPair<llvm::Function *, 1, bool>;
  llvm::SetVector<Callee> Callees;

  Origin traceAll();
  /// Without that of what they are computed from, which is left in Pending.
  Origin trace(llvm::Instruction &I);
  Origin traceChoice(llvm::ArrayRef<llvm::BasicBlock *> Blocks, llvm::BasicBlock *From);

  /// Without the functions that \p I calls, which are left in Callees.
  bool closes(llvm::Instruction &I, bool OwnsArguments);
  bool closesCall(llvm::CallBase &Call, bool OwnsArguments);
  bool closesCallees();
  bool mayRead(llvm::Value *Address) const;
  bool mayWrite(llvm::Value *Address, bool OwnsArguments) const;
};

} // namespace offload
