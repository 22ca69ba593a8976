//===- Diagnostics.cpp - errors that reach the user -------------------------------------------===//

#include "offload/Diagnostics.h"
#include "offload/OutlineKernels.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instruction.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace offload {
namespace {

struct CatalogueRow {
  StringRef Id, Message, Help;
};

const CatalogueRow Catalogue[] = {
#define OFFLOAD_ERROR(ID, NAME, MESSAGE, HELP) {ID, MESSAGE, HELP},
#include "offload/Errors.def"
};

/// The one diagnostic class that both `opt` and rustc turn into an error. Its base wants a function; the text does
/// not use it, because most of our errors are not about one host function.
class OffloadDiagnostic : public DiagnosticInfoUnsupported {
public:
  OffloadDiagnostic(const Function &Anchor, std::string Text)
      : DiagnosticInfoUnsupported(Anchor, ""), Text(std::move(Text)) {}
  void print(DiagnosticPrinter &Printer) const override { Printer << Text; }

private:
  std::string Text;
};

std::string substitute(StringRef Template, ArrayRef<std::string> Arguments) {
  std::string Result = Template.str();
  for (auto [Index, Argument] : enumerate(Arguments)) {
    std::string Mark = "{" + std::to_string(Index) + "}";
    for (size_t At = Result.find(Mark); At != std::string::npos; At = Result.find(Mark, At + Argument.size()))
      Result.replace(At, Mark.size(), Argument);
  }
  return Result;
}

} // namespace

std::string errorText(const Error &E) {
  const CatalogueRow &Row = Catalogue[static_cast<size_t>(E.Id)];
  std::string Text = formatv("{0}: {1}", Row.Id, substitute(Row.Message, E.Arguments));
  if (!E.Place.empty())
    Text += "\n  --> " + E.Place;
  for (const std::string &Caller : E.Chain)
    Text += "\n   = called from " + Caller;
  Text += "\n   = help: " + substitute(Row.Help, E.Arguments);
  Text += "\n   = note: `docs/errors/" + Row.Id.str() + ".md` says more";
  return Text;
}

/// The errors that a CollectErrors of this thread keeps; rustc compiles modules on several threads.
static thread_local std::optional<SmallVector<std::string, 0>> Kept;

static void diagnose(LLVMContext &Context, std::string Text) {
  // A function that belongs to no module is enough of an anchor, and leaves the user's module as it is.
  Function *Anchor = Function::Create(FunctionType::get(Type::getVoidTy(Context), false), GlobalValue::ExternalLinkage,
                                      "offload", nullptr);
  Context.diagnose(OffloadDiagnostic(*Anchor, std::move(Text)));
  delete Anchor;
}

void reportError(LLVMContext &Context, const Error &E) {
  std::string Text = errorText(E);
  if (!Kept)
    diagnose(Context, std::move(Text));
  else if (!is_contained(*Kept, Text))
    Kept->push_back(std::move(Text));
}

CollectErrors::CollectErrors(LLVMContext &Context) : Context(Context) { Kept.emplace(); }

CollectErrors::~CollectErrors() {
  SmallVector<std::string, 0> Texts = std::move(*Kept);
  Kept.reset();
  if (!Texts.empty())
    diagnose(Context, join(Texts, "\nerror: "));
}

/// Paths of rustc's own sources: as rustc ships them, and where the component rust-src puts them.
static bool isRustLibrary(StringRef File) {
  return File.starts_with("library/") || File.contains("/rustc/") || File.contains("/rustlib/src/rust/library/");
}

std::string userPlaceOf(const Instruction &I) {
  for (const DILocation *At = I.getDebugLoc().get(); At; At = At->getInlinedAt())
    if (!isRustLibrary(At->getFilename()))
      return placeOf(DebugLoc(At));
  return "";
}

std::string placeOf(const DebugLoc &Location) {
  if (!Location)
    return "";
  return formatv("{0}:{1}:{2}", Location->getFilename(), Location.getLine(), Location.getCol());
}

std::string placeOf(const Instruction &I) { return placeOf(I.getDebugLoc()); }

std::string readableName(StringRef Symbol) {
  // LLVM appends ".llvm.<hash>" where ThinLTO promotes, ".<number>" where it splits or clones: no v0 symbol has a dot.
  std::string Name = demangle(Symbol.starts_with("_R") ? Symbol.split('.').first : Symbol);
  // The v0 demangler prints crate disambiguators, `crate[1a2b3c]::item`; people don't write them.
  std::string Result;
  for (size_t I = 0; I < Name.size(); ++I) {
    if (Name[I] == '[') {
      size_t End = Name.find(']', I);
      bool IsHash = End != std::string::npos && End - I > 8 &&
                    StringRef(Name).slice(I + 1, End).find_if_not(isHexDigit) == StringRef::npos;
      if (IsHash) {
        I = End;
        continue;
      }
    }
    Result += Name[I];
  }
  return Result;
}

/// The user's name of a kernel, where \p F is the body of one.
static std::string nameOf(const Function &F) {
  Attribute Name = F.getFnAttribute(NameAttribute);
  return Name.isValid() ? Name.getValueAsString().str() : readableName(F.getName());
}

SmallVector<std::string, 4> inlinedChain(const Instruction &I) {
  SmallVector<std::string, 4> Chain;
  for (const DILocation *At = I.getDebugLoc().get(); At; At = At->getInlinedAt()) {
    const DISubprogram *Program = At->getScope()->getSubprogram();
    StringRef Linkage = Program->getLinkageName();
    std::string Name = readableName(Linkage.empty() ? Program->getName() : Linkage);
    Chain.push_back(formatv("`{0}` ({1}:{2})", Name, At->getFilename(), At->getLine()));
  }
  if (Chain.empty())
    Chain.push_back("`" + nameOf(*I.getFunction()) + "`");
  return Chain;
}

} // namespace offload
