//===- CapturedPointers.cpp - uses of pointers that travelled by value ------------------------===//
//
// A forward taint analysis over two facts: "points into captured bytes" and "was read from captured bytes". Rust's
// bounds (`Copy + Send + 'static`) cannot exclude a leaked `&'static` or a function pointer; this does.
//
// Of local variables, and of what parameters of functions point to, it knows which bytes are captured ones: a struct may
// well have a captured number beside the address of a slice that was passed to the kernel.
//
//===------------------------------------------------------------------------------------------===//

#include "offload/CapturedPointers.h"
#include "offload/Gate.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

#include <limits>
#include <optional>

using namespace llvm;

namespace offload {
namespace {

/// Bytes from `Begin` to before `End`, counted from an address.
struct ByteRange {
  int64_t Begin, End;

  static ByteRange everything() {
    return {std::numeric_limits<int64_t>::min() / 2, std::numeric_limits<int64_t>::max() / 2};
  }

  bool contains(ByteRange Other) const { return Begin <= Other.Begin && Other.End <= End; }
  bool overlaps(ByteRange Other) const { return Begin < Other.End && Other.Begin < End; }

  /// The same bytes, counted from an address that is \p Distance bytes before.
  ByteRange shifted(int64_t Distance) const {
    return contains(everything()) ? *this : ByteRange{Begin + Distance, End + Distance};
  }
};

/// What an address points into, and how far behind its start where that is a constant.
struct Location {
  Value *Object;
  std::optional<int64_t> Offset;
};

class Tracer {
public:
  explicit Tracer(const DataLayout &Layout) : Layout(Layout) {}

  /// The first instruction that uses a captured value as an address, or null.
  Instruction *trace(Argument &Source, bool IsAddress) {
    if (IsAddress)
      addCaptured(&Source, ByteRange::everything());
    // Bytes that become captured ones may have been read before: a call elsewhere may write them.
    do {
      Grown = false;
      Facts.clear();
      if (!IsAddress)
        mark(&Source, Captured);
      for (const auto &[Object, Bytes] : CapturedBytes)
        mark(Object, PointsToCaptured);
      while (!Pending.empty() && !Found) {
        Value *V = Pending.pop_back_val();
        for (Use &U : V->uses())
          visit(U, Facts[V]);
      }
    } while (Grown && !Found);
    return Found;
  }

private:
  enum Fact : unsigned { PointsToCaptured = 1, Captured = 2 };

  void mark(Value *V, unsigned New) {
    unsigned &Known = Facts[V];
    if ((Known | New) == Known)
      return;
    Known |= New;
    Pending.push_back(V);
  }

  Location locate(Value *Address) const {
    APInt Offset(Layout.getIndexTypeSizeInBits(Address->getType()), 0);
    Value *Base = Address->stripAndAccumulateConstantOffsets(Layout, Offset, /*AllowNonInbounds=*/true);
    if (isa<AllocaInst, Argument>(Base))
      return {Base, Offset.getSExtValue()};
    return {getUnderlyingObject(Base), std::nullopt};
  }

  ByteRange bytesOf(Type *Ty) const {
    TypeSize Size = Layout.getTypeStoreSize(Ty);
    return Size.isScalable() ? ByteRange::everything() : ByteRange{0, static_cast<int64_t>(Size.getFixedValue())};
  }

  /// Adds a range to a list; whether it was news. Lists stay short: a recursive function may shift a range for ever.
  static bool add(SmallVectorImpl<ByteRange> &Known, ByteRange New) {
    constexpr unsigned MostRanges = 32;
    if (any_of(Known, [&](ByteRange Range) { return Range.contains(New); }))
      return false;
    if (Known.size() == MostRanges)
      Known.assign(1, ByteRange::everything());
    else
      Known.push_back(New);
    return true;
  }

  void addCaptured(Value *Object, ByteRange Bytes) {
    if (add(CapturedBytes[Object], Bytes)) {
      Grown = true;
      mark(Object, PointsToCaptured);
    }
  }

  /// Which of the \p Bytes at \p Address, which points to captured ones, are captured; counted from the address.
  SmallVector<ByteRange, 2> capturedAt(Value *Address, ByteRange Bytes) const {
    auto [Object, Offset] = locate(Address);
    auto Known = CapturedBytes.find(Object);
    if (Known == CapturedBytes.end() || !Offset)
      return {Bytes};
    SmallVector<ByteRange, 2> Result;
    for (ByteRange Range : Known->second) {
      ByteRange Here = Range.shifted(-*Offset);
      if (Here.overlaps(Bytes))
        Result.push_back({std::max(Here.Begin, Bytes.Begin), std::min(Here.End, Bytes.End)});
    }
    return Result;
  }

  /// A local variable that captured bytes are written to holds captured bytes itself; so does a caller's that
  /// its callee was given the address of.
  void markStored(Value *Address, ByteRange Bytes) {
    auto [Object, Offset] = locate(Address);
    ByteRange Stored = Offset ? Bytes.shifted(*Offset) : ByteRange::everything();
    if (isa<AllocaInst>(Object)) {
      addCaptured(Object, Stored);
      return;
    }
    auto *Parameter = dyn_cast<Argument>(Object);
    if (!Parameter || !add(StoredThrough[Parameter], Stored))
      return;
    Function *Callee = Parameter->getParent();
    for (User *Caller : Callee->users())
      if (auto *Call = dyn_cast<CallBase>(Caller); Call && Call->getCalledOperand() == Callee)
        markStored(Call->getArgOperand(Parameter->getArgNo()), Stored);
  }

  void visit(Use &U, unsigned Fact) {
    auto *I = dyn_cast<Instruction>(U.getUser());
    if (!I)
      return;
    bool IsAddress = Fact & Captured && U->getType()->isPointerTy();
    if (auto *Load = dyn_cast<LoadInst>(I)) {
      if (IsAddress)
        Found = I;
      else if (Fact & PointsToCaptured && !capturedAt(Load->getPointerOperand(), bytesOf(Load->getType())).empty())
        mark(Load, Captured);
    } else if (auto *Store = dyn_cast<StoreInst>(I)) {
      if (U.getOperandNo() == StoreInst::getPointerOperandIndex())
        Found = IsAddress ? I : Found;
      else if (Fact & Captured)
        markStored(Store->getPointerOperand(), bytesOf(Store->getValueOperand()->getType()));
    } else if (isa<AtomicRMWInst, AtomicCmpXchgInst>(I)) {
      if (IsAddress && U.getOperandNo() == 0)
        Found = I;
    } else if (auto *Call = dyn_cast<CallBase>(I)) {
      visitCall(*Call, U, Fact);
    } else if (isa<GetElementPtrInst>(I)) {
      // A captured integer may well be an index; only the base makes an address.
      if (U.getOperandNo() == 0)
        mark(I, Fact);
    } else if (auto *Return = dyn_cast<ReturnInst>(I)) {
      for (User *Caller : Return->getFunction()->users())
        if (auto *Call = dyn_cast<CallBase>(Caller); Call && Call->getCalledOperand() == Return->getFunction())
          mark(Call, Fact);
    } else if (isa<SelectInst>(I)) {
      // A captured condition makes neither alternative captured.
      if (U.getOperandNo() != 0)
        mark(I, Fact);
    } else if (isa<InsertElementInst, ExtractElementInst>(I)) {
      bool IsIndex = U.getOperandNo() == I->getNumOperands() - 1;
      if (!IsIndex)
        mark(I, Fact);
    } else if (isa<CastInst, PHINode, FreezeInst, BinaryOperator, ExtractValueInst, InsertValueInst, ShuffleVectorInst>(
                   I)) {
      mark(I, Fact);
    }
  }

  void visitCall(CallBase &Call, Use &U, unsigned Fact) {
    if (Call.isCallee(&U)) {
      Found = Fact & Captured ? &Call : Found;
      return;
    }
    bool IsAddress = Fact & Captured && U->getType()->isPointerTy();
    if (auto *Access = dyn_cast<MemIntrinsic>(&Call)) {
      auto *Copy = dyn_cast<MemTransferInst>(Access);
      bool IsSource = Copy && U.getOperandNo() == 1;
      if (IsAddress)
        Found = &Call;
      else if (IsSource && Fact & PointsToCaptured)
        for (ByteRange Copied : capturedAt(Copy->getSource(), bytesOf(*Copy)))
          markStored(Copy->getDest(), Copied);
      return;
    }
    Function *Callee = Call.getCalledFunction();
    if (!Callee || !Call.isArgOperand(&U))
      return;
    if (!Callee->isDeclaration())
      enter(Callee->getArg(Call.getArgOperandNo(&U)), U.get(), Fact);
    else if (IsAddress && !Callee->isIntrinsic())
      Found = &Call; // memcmp and the like read behind it
  }

  static ByteRange bytesOf(const MemTransferInst &Copy) {
    auto *Length = dyn_cast<ConstantInt>(Copy.getLength());
    return Length ? ByteRange{0, Length->getSExtValue()} : ByteRange::everything();
  }

  /// What a caller knows of \p Given holds of \p Parameter.
  void enter(Argument *Parameter, Value *Given, unsigned Fact) {
    if (Fact & Captured)
      mark(Parameter, Captured);
    if (Fact & PointsToCaptured)
      for (ByteRange Bytes : capturedAt(Given, ByteRange::everything()))
        addCaptured(Parameter, Bytes);
  }

  const DataLayout &Layout;
  DenseMap<Value *, unsigned> Facts;
  /// The captured bytes of local variables and behind parameters.
  MapVector<Value *, SmallVector<ByteRange, 2>> CapturedBytes;
  bool Grown = false;
  /// Captured bytes that functions write to where their parameters point.
  DenseMap<Argument *, SmallVector<ByteRange, 2>> StoredThrough;
  SmallVector<Value *, 16> Pending;
  Instruction *Found = nullptr;
};

} // namespace

SmallVector<CapturedPointerUse, 1> findCapturedPointerUses(Function &Body) {
  SmallVector<CapturedPointerUse, 1> Uses;
  for (Argument &Parameter : Body.args()) {
    AttributeSet Attributes = Body.getAttributes().getParamAttrs(Parameter.getArgNo());
    bool IsAddress = Attributes.hasAttribute(ByValueAttribute);
    if (!IsAddress && !Attributes.hasAttribute(LiteralAttribute))
      continue;
    if (Instruction *User = Tracer(Body.getParent()->getDataLayout()).trace(Parameter, IsAddress))
      Uses.push_back({&Parameter, User});
  }
  return Uses;
}

} // namespace offload
