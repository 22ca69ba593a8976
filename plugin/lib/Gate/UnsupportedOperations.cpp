//===- UnsupportedOperations.cpp - operations that a back end cannot select -------------------===//

#include "Gate/UnsupportedOperations.h"
#include "Gpu/GpuDialect.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// The size of the stack that std gives a thread, and thus every thread of the CPU device's pool.
constexpr uint64_t CpuStack = 2 << 20;

bool isWide(const Type &T) { return T.getScalarType()->isFP128Ty(); }

/// Whether \p I moves values and computes nothing.
bool onlyMoves(const Instruction &I) {
  return isa<LoadInst, StoreInst, PHINode, SelectInst, BitCastInst, FreezeInst, ReturnInst, ExtractValueInst,
             InsertValueInst>(I) ||
         (isa<CallBase>(I) && !isa<IntrinsicInst>(I));
}

bool computesWithF128(const Instruction &I) {
  if (onlyMoves(I))
    return false;
  return isWide(*I.getType()) || any_of(I.operands(), [](const Use &Operand) { return isWide(*Operand->getType()); });
}

bool isWideAtomic(const Instruction &I) {
  constexpr unsigned WidestBits = 64;
  auto IsWider = [](const Type &T) { return T.isIntegerTy() && T.getIntegerBitWidth() > WidestBits; };
  if (auto *Exchange = dyn_cast<AtomicCmpXchgInst>(&I))
    return IsWider(*Exchange->getNewValOperand()->getType());
  if (auto *Update = dyn_cast<AtomicRMWInst>(&I))
    return IsWider(*Update->getType());
  if (auto *Store = dyn_cast<StoreInst>(&I))
    return Store->isAtomic() && IsWider(*Store->getValueOperand()->getType());
  auto *Load = dyn_cast<LoadInst>(&I);
  return Load && Load->isAtomic() && IsWider(*Load->getType());
}

} // namespace

std::optional<Cause> unsupportedOperation(const Instruction &I, const GpuDialect *Dialect) {
  if (auto *Local = dyn_cast<AllocaInst>(&I)) {
    uint64_t MostBytes = Dialect ? Dialect->stackBytes() : CpuStack;
    std::optional<TypeSize> Size = Local->getAllocationSize(I.getDataLayout());
    if (Size && Size->getKnownMinValue() > MostBytes)
      return Cause{ErrorId::Stack, {std::to_string(Size->getKnownMinValue()), std::to_string(MostBytes)}};
  }
  if (!Dialect)
    return std::nullopt;
  if (computesWithF128(I))
    return Cause{ErrorId::UnsupportedOperation, {"computes with `f128`"}};
  if (isWideAtomic(I))
    return Cause{ErrorId::UnsupportedOperation, {"has an atomic of 16 bytes"}};
  return std::nullopt;
}

} // namespace offload
