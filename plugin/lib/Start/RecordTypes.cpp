//===- RecordTypes.cpp - which by-value arguments hold addresses ------------------------------===//

#include "offload/RecordTypes.h"
#include "Lines/Libraries.h"
#include "offload/Abi.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// Function attribute of a witness: the place, a line break, and the fields; empty for a type without addresses.
constexpr StringLiteral AddressesAttribute = "offload-host-addresses";

/// The name that the user wrote: rustc calls the fields of a tuple `__0`, and captures by reference `_ref__x`.
StringRef fieldName(StringRef Name) {
  if (!Name.consume_front("_ref__"))
    Name.consume_front("__");
  return Name;
}

/// Collects the references, pointers and function pointers in the bytes of a type.
class AddressFinder {
public:
  /// Visits a value of type \p Type, to which \p Path leads. Everything counts that is not made of numbers alone.
  void visit(const DIType *Type, const std::string &Path) {
    if (!Type)
      return add(Path, "of an unknown type");
    switch (Type->getTag()) {
    case dwarf::DW_TAG_member:
    case dwarf::DW_TAG_typedef:
      return visit(cast<DIDerivedType>(Type)->getBaseType(), Path);
    case dwarf::DW_TAG_base_type:
      // rustc's name for a type without an end.
      return Type->getName() == "<recur_type>" ? add(Path, Type->getName()) : void();
    case dwarf::DW_TAG_enumeration_type:
      return;
    case dwarf::DW_TAG_structure_type:
    case dwarf::DW_TAG_union_type:
    case dwarf::DW_TAG_variant_part:
    case dwarf::DW_TAG_array_type:
      return visitComposite(*cast<DICompositeType>(Type), Path);
    default:
      // A pointer of any kind; a function's own type has no bytes.
      return Type->getSizeInBits() == 0 ? void() : add(Path, Type->getName());
    }
  }

  std::string fields() const {
    constexpr size_t MostFields = 4;
    std::string Text;
    for (const std::string &Field : ArrayRef(Fields).take_front(MostFields))
      Text += (Text.empty() ? "`" : ", `") + Field + "`";
    if (Fields.size() > MostFields)
      Text += " and " + std::to_string(Fields.size() - MostFields) + " more";
    return Text;
  }

private:
  void visitComposite(const DICompositeType &Type, const std::string &Path) {
    if (Type.isForwardDecl())
      return add(Path, Type.getName());
    // A type without bytes may name types that have some: PhantomData, or an array of no elements.
    if (Type.getSizeInBits() == 0)
      return;
    // A reference or pointer of two words: `&str`, `*const [u8]`, `&dyn Fn()`.
    if (Type.getName().starts_with("&") || Type.getName().starts_with("*"))
      return add(Path, Type.getName());
    if (Type.getTag() == dwarf::DW_TAG_array_type)
      return visit(Type.getBaseType(), Path);
    for (const DINode *Element : Type.getElements()) {
      auto *Field = dyn_cast<DIType>(Element);
      if (!Field || Field->isStaticMember())
        continue;
      StringRef Name = Type.getTag() == dwarf::DW_TAG_variant_part ? "" : fieldName(Field->getName());
      std::string Separator = Path.empty() || Name.empty() ? "" : ".";
      visit(Field, Path + Separator + Name.str());
    }
  }

  void add(const std::string &Path, StringRef Type) {
    std::string Field = Path.empty() ? Type.str() : Path + ": " + Type.str();
    if (!is_contained(Fields, Field))
      Fields.push_back(Field);
  }

  SmallVector<std::string, 4> Fields;
};

/// The place where the user wrote \p Type: rustc records it for closures and structs.
std::string placeOf(const DIType &Type) {
  const DIFile *File = Type.getFile();
  if (!File || Type.getLine() == 0 || isRustLibrary(*File) || isFetchedPackage(*File))
    return "";
  return (File->getFilename() + ":" + Twine(Type.getLine())).str();
}

/// The type `T` of a function `__offload_type_witness<T>`; null for every other function.
const DIType *witnessedType(const Function &F) {
  const DISubprogram *Program = F.getSubprogram();
  if (F.isDeclaration() || !Program || Program->getName().split('<').first != abi::TYPE_WITNESS)
    return nullptr;
  DITemplateParameterArray Parameters = Program->getTemplateParams();
  return Parameters.size() == 1 ? Parameters[0]->getType() : nullptr;
}

} // namespace

std::optional<HostAddresses> hostAddresses(const Function &Witness) {
  Attribute Recorded = Witness.getFnAttribute(AddressesAttribute);
  if (!Recorded.isValid())
    return std::nullopt;
  auto [Place, Fields] = Recorded.getValueAsString().split('\n');
  return HostAddresses{Place.str(), Fields.str()};
}

PreservedAnalyses RecordTypesPass::run(Module &M, ModuleAnalysisManager &) {
  bool Changed = false;
  for (Function &F : M) {
    const DIType *Type = witnessedType(F);
    if (!Type)
      continue;
    AddressFinder Addresses;
    Addresses.visit(Type, "");
    std::string Fields = Addresses.fields();
    F.addFnAttr(AddressesAttribute, Fields.empty() ? "" : placeOf(*Type) + "\n" + Fields);
    Changed = true;
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
