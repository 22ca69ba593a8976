//===- Artifact.cpp - what the device pass leaves for the link --------------------------------===//

#include "Contract/Artifact.h"
#include "offload/Abi.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"
#include "llvm/Object/OffloadBinary.h"
#include "llvm/Support/JSON.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace offload {
namespace {

/// Writes the constants of Abi.h, field by field in its order.
class ArtifactWriter {
public:
  ArtifactWriter(Module &M, ArrayRef<Kernel> Kernels) : M(M), Context(M.getContext()), Kernels(Kernels) {}

  void write(ArrayRef<DeviceImage> Images, StringRef Manifest) {
    GlobalVariable *Entries = writeEntries();
    GlobalVariable *Binary = writeBinaryDescriptor(Images, Entries);
    GlobalVariable *Text = makeBytes(Manifest, "offload.manifest", Align(1));
    Text->setSection(abi::MANIFEST_SECTION);
    Constant *Artifact = ConstantStruct::getAnon({integer(64, abi::ARTIFACT_MAGIC), integer(32, abi::ABI_VERSION),
                                                  integer(32, 0), Binary, Text, integer(64, Manifest.size())});
    GlobalVariable *Root = makeHidden(Artifact, abi::ARTIFACT_SYMBOL);
    for (auto [Index, K] : enumerate(Kernels))
      writeHandle(K, Root, elementOf(Entries, Index));
  }

private:
  Constant *integer(unsigned Bits, uint64_t Value) { return ConstantInt::get(IntegerType::get(Context, Bits), Value); }

  GlobalVariable *makeInternal(Constant *Value, const Twine &Name) {
    return new GlobalVariable(M, Value->getType(), /*isConstant=*/true, GlobalValue::InternalLinkage, Value, Name);
  }

  GlobalVariable *makeHidden(Constant *Value, const Twine &Name) {
    auto *Global =
        new GlobalVariable(M, Value->getType(), /*isConstant=*/true, GlobalValue::ExternalLinkage, Value, Name);
    Global->setVisibility(GlobalValue::HiddenVisibility);
    return Global;
  }

  GlobalVariable *makeBytes(StringRef Bytes, const Twine &Name, Align Alignment) {
    GlobalVariable *Global = makeInternal(ConstantDataArray::getString(Context, Bytes, /*AddNull=*/false), Name);
    Global->setAlignment(Alignment);
    return Global;
  }

  Constant *offsetInto(GlobalVariable *Global, uint64_t Bytes) {
    return ConstantExpr::getGetElementPtr(Type::getInt8Ty(Context), Global, integer(64, Bytes));
  }

  Constant *elementOf(GlobalVariable *Entries, uint64_t Index) {
    return offsetInto(Entries, Index * sizeof(abi::OffloadEntry));
  }

  GlobalVariable *writeEntries() {
    Type *Ptr = PointerType::get(Context, 0), *I32 = Type::getInt32Ty(Context);
    StructType *EntryType = StructType::get(Context, {Ptr, Ptr, Type::getInt64Ty(Context), I32, I32});
    SmallVector<Constant *, 8> Entries;
    for (const Kernel &K : Kernels) {
      std::string Name = abi::ENTRY_PREFIX + K.Symbol;
      GlobalVariable *Text = makeInternal(ConstantDataArray::getString(Context, Name), "offload.entry_name");
      // `addr` may be any unique address; the name's is unique.
      Entries.push_back(ConstantStruct::get(EntryType, {Text, Text, integer(64, 0), integer(32, 0), integer(32, 0)}));
    }
    return makeInternal(ConstantArray::get(ArrayType::get(EntryType, Entries.size()), Entries), "offload.entries");
  }

  GlobalVariable *writeBinaryDescriptor(ArrayRef<DeviceImage> Images, GlobalVariable *Entries) {
    Constant *EntriesEnd = elementOf(Entries, Kernels.size());
    SmallVector<Constant *, 4> Rows;
    for (const DeviceImage &Image : Images) {
      auto [Container, Offset] = writeContainer(Image);
      Rows.push_back(ConstantStruct::getAnon(
          {offsetInto(Container, Offset), offsetInto(Container, Offset + Image.Bytes.size()), Entries, EntriesEnd}));
    }
    Type *Ptr = PointerType::get(Context, 0);
    StructType *RowType = StructType::get(Context, {Ptr, Ptr, Ptr, Ptr});
    GlobalVariable *Table =
        makeInternal(ConstantArray::get(ArrayType::get(RowType, Rows.size()), Rows), "offload.images");
    return makeInternal(ConstantStruct::getAnon({integer(32, Images.size()), Table, Entries, EntriesEnd}),
                        "offload.binary");
  }

  /// The image in LLVM's container, and the offset of the image itself.
  std::pair<GlobalVariable *, uint64_t> writeContainer(const DeviceImage &Image) {
    StringRef Bytes(Image.Bytes.data(), Image.Bytes.size());
    object::OffloadBinary::OffloadingImage Container;
    Container.TheImageKind = object::IMG_Object;
    Container.TheOffloadKind = object::OFK_OpenMP;
    Container.StringData["triple"] = Image.Triple;
    Container.StringData["arch"] = Image.Arch;
    Container.Image = MemoryBuffer::getMemBuffer(Bytes, "", /*RequiresNullTerminator=*/false);
    SmallString<0> Written = object::OffloadBinary::write(Container);
    GlobalVariable *Global = makeBytes(Written, "offload.image", Align(object::OffloadBinary::getAlignment()));
    Global->setSection(abi::IMAGES_SECTION);
    return {Global, Written.find(Bytes)};
  }

  void writeHandle(const Kernel &K, GlobalVariable *Artifact, Constant *Entry) {
    Constant *Handle = ConstantStruct::getAnon(
        {Artifact, Entry, integer(64, K.Description.Fingerprint), integer(32, K.Description.Slots.size()),
         integer(32, (K.UsesHeap ? abi::HANDLE_HEAP : 0) | (K.Prints ? abi::HANDLE_PRINTS : 0) |
                         (K.HasDeepStack ? abi::HANDLE_STACK : 0)),
         integer(64, K.Carried)});
    makeHidden(Handle, abi::KERNEL_HANDLE_PREFIX + K.Symbol);
  }

  Module &M;
  LLVMContext &Context;
  ArrayRef<Kernel> Kernels;
};

StringRef kindName(uint32_t Kind) {
  static constexpr StringLiteral Names[] = {"literal", "by-value", "to", "from", "tofrom"};
  return Names[Kind];
}

json::Value manifestOf(const Kernel &K) {
  json::Array Slots;
  for (const SlotDescription &Slot : K.Description.Slots)
    Slots.push_back(json::Object{{"name", Slot.Name}, {"kind", kindName(Slot.Kind)}});
  return json::Object{{"symbol", K.Symbol},         {"name", K.Description.Name}, {"place", K.Description.place()},
                      {"rank", K.Description.Rank}, {"heap", K.UsesHeap},         {"prints", K.Prints},
                      {"slots", std::move(Slots)}};
}

std::string manifest(ArrayRef<Kernel> Kernels, ArrayRef<DeviceImage> Images, const ArtifactOrigin &Origin) {
  json::Array Targets, Entries, Features;
  for (const DeviceImage &Image : Images) {
    Targets.push_back(json::Object{
        {"triple", Image.Triple}, {"arch", Image.Arch}, {"bytes", static_cast<int64_t>(Image.Bytes.size())}});
    for (StringRef Feature : Image.Features)
      Features.push_back(Feature);
  }
  for (const Kernel &K : Kernels)
    Entries.push_back(manifestOf(K));
  std::string Text;
  raw_string_ostream Stream(Text);
  Stream << json::Value(json::Object{{"abi", abi::ABI_VERSION},
                                     {"config", Origin.Config},
                                     {"unit", Origin.Unit},
                                     {"targets", std::move(Targets)},
                                     {"cpu_features", std::move(Features)},
                                     {"kernels", std::move(Entries)}});
  return Text;
}

} // namespace

void emptyModule(Module &M) {
  M.dropAllReferences();
  M.setModuleInlineAsm("");
  auto EraseAll = [](auto Values) {
    for (GlobalValue &V : make_early_inc_range(Values)) {
      // Only emptied bodies and metadata still refer to it.
      V.replaceAllUsesWith(PoisonValue::get(V.getType()));
      V.eraseFromParent();
    }
  };
  EraseAll(M.aliases());
  EraseAll(M.ifuncs());
  EraseAll(M.functions());
  EraseAll(M.globals());
  M.getComdatSymbolTable().clear();
  if (NamedMDNode *Units = M.getNamedMetadata("llvm.dbg.cu"))
    M.eraseNamedMetadata(Units);
}

void writeArtifact(Module &M, ArrayRef<Kernel> Kernels, ArrayRef<DeviceImage> Images, const ArtifactOrigin &Origin) {
  ArtifactWriter(M, Kernels).write(Images, manifest(Kernels, Images, Origin));
}

} // namespace offload
