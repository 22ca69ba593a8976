//===- KernelDescriptor.cpp - the descriptor constant, read -----------------------------------===//

#include "Contract/KernelDescriptor.h"
#include "offload/Abi.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FormatVariadic.h"

#include <tuple>

using namespace llvm;

namespace offload {
namespace {

/// Reads fields of a constant in memory at byte offsets, and remembers whether any field was not a constant.
class ConstantReader {
public:
  ConstantReader(Constant *Base, const Module &M) : Base(Base), Layout(M.getDataLayout()), Context(M.getContext()) {}

  uint64_t integer(uint64_t Offset, unsigned Bytes) {
    auto *Value = dyn_cast_or_null<ConstantInt>(load(Offset, IntegerType::get(Context, Bytes * 8)));
    Failed |= !Value;
    return Value ? Value->getZExtValue() : 0;
  }

  Constant *pointer(uint64_t Offset) {
    Constant *Value = load(Offset, PointerType::get(Context, 0));
    Failed |= !Value;
    return Value;
  }

  std::string text(uint64_t Offset) {
    uint64_t Length = integer(Offset + offsetof(abi::Text, length), sizeof(size_t));
    if (Failed || Length == 0 || Length > MaxText)
      return "";
    ConstantReader Bytes(pointer(Offset + offsetof(abi::Text, data)), *this);
    std::string Result;
    for (uint64_t I = 0; I < Length && !Failed; ++I)
      Result += static_cast<char>(Bytes.integer(I, 1));
    Failed |= Bytes.Failed;
    return Result;
  }

  ConstantReader(Constant *Base, const ConstantReader &Other)
      : Base(Base), Layout(Other.Layout), Context(Other.Context) {}

  bool Failed = false;

private:
  static constexpr uint64_t MaxText = 1 << 16;

  Constant *load(uint64_t Offset, Type *Ty) {
    if (!Base)
      return nullptr;
    APInt Index(Layout.getIndexTypeSizeInBits(Base->getType()), Offset);
    return ConstantFoldLoadFromConstPtr(Base, Ty, Index, Layout);
  }

  Constant *Base;
  const DataLayout &Layout;
  LLVMContext &Context;
};

SlotDescription readSlot(ConstantReader &Slots, uint64_t Start) {
  SlotDescription Slot;
  Slot.Kind = Slots.integer(Start + offsetof(abi::Slot, kind), 4);
  Slot.Flags = Slots.integer(Start + offsetof(abi::Slot, flags), 4);
  Slot.ElementSize = Slots.integer(Start + offsetof(abi::Slot, element_size), 8);
  Slot.ElementAlign = Slots.integer(Start + offsetof(abi::Slot, element_align), 8);
  Slot.Count = Slots.integer(Start + offsetof(abi::Slot, count), 8);
  Slot.Name = Slots.text(Start + offsetof(abi::Slot, name));
  Constant *Witness = Slots.pointer(Start + offsetof(abi::Slot, witness));
  Slot.Witness = Witness ? dyn_cast<Function>(Witness->stripPointerCasts()) : nullptr;
  Slots.Failed |= Witness && !Slot.Witness && !Witness->isNullValue();
  return Slot;
}

llvm::Error wrong(const Twine &What) { return createStringError(What); }

} // namespace

bool SlotDescription::isMapped() const { return Kind >= abi::SLOT_TO && Kind <= abi::SLOT_TOFROM; }
bool SlotDescription::isPointer() const { return Kind != abi::SLOT_LITERAL; }

bool SlotDescription::operator==(const SlotDescription &Other) const {
  return std::tie(Kind, Flags, ElementSize, ElementAlign, Count, Name) ==
         std::tie(Other.Kind, Other.Flags, Other.ElementSize, Other.ElementAlign, Other.Count, Other.Name);
}

std::string KernelDescription::place() const { return formatv("{0}:{1}:{2}", File, Line, Column); }

Expected<KernelDescription> readDescriptor(Constant &Descriptor, const Module &M) {
  auto *Global = dyn_cast<GlobalVariable>(Descriptor.stripPointerCasts());
  if (!Global || !Global->isConstant() || !Global->hasDefinitiveInitializer())
    return wrong("it is not a constant of this module");

  ConstantReader Reader(Global, M);
  uint32_t Version = Reader.integer(offsetof(abi::Descriptor, abi_version), 4);
  if (Reader.Failed)
    return wrong("it is not a descriptor");
  if (Version != abi::ABI_VERSION)
    return wrong(formatv("it has version {0} of the contract, the plugin has {1}", Version, abi::ABI_VERSION).str());

  KernelDescription Kernel;
  Kernel.Rank = Reader.integer(offsetof(abi::Descriptor, rank), 4);
  Kernel.MaxBlock = Reader.integer(offsetof(abi::Descriptor, max_block), 4);
  Kernel.Flags = Reader.integer(offsetof(abi::Descriptor, flags), 4);
  Kernel.Fingerprint = Reader.integer(offsetof(abi::Descriptor, fingerprint), 8);
  Kernel.Name = Reader.text(offsetof(abi::Descriptor, name));
  constexpr uint64_t PlaceAt = offsetof(abi::Descriptor, place);
  Kernel.File = Reader.text(PlaceAt + offsetof(abi::Place, file));
  Kernel.Line = Reader.integer(PlaceAt + offsetof(abi::Place, line), 4);
  Kernel.Column = Reader.integer(PlaceAt + offsetof(abi::Place, column), 4);

  uint32_t SlotCount = Reader.integer(offsetof(abi::Descriptor, slot_count), 4);
  if (Reader.Failed || SlotCount > abi::MAX_SLOTS || Kernel.Rank < 1 || Kernel.Rank > 3 || Kernel.MaxBlock < 1 ||
      Kernel.MaxBlock > abi::MAX_BLOCK)
    return wrong("a field is out of range");
  if (SlotCount > 0) {
    ConstantReader Slots(Reader.pointer(offsetof(abi::Descriptor, slots)), Reader);
    for (uint32_t I = 0; I < SlotCount; ++I)
      Kernel.Slots.push_back(readSlot(Slots, I * sizeof(abi::Slot)));
    Reader.Failed |= Slots.Failed;
  }
  if (Reader.Failed)
    return wrong("a field is not a constant");
  for (const SlotDescription &Slot : Kernel.Slots)
    if (Slot.Kind > abi::SLOT_TOFROM || !isPowerOf2_64(Slot.ElementAlign))
      return wrong(formatv("slot `{0}` has an unknown kind or alignment", Slot.Name).str());
  return Kernel;
}

} // namespace offload
