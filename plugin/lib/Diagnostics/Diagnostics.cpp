//===- Diagnostics.cpp - errors that reach the user -------------------------------------------===//

#include "offload/Diagnostics.h"
#include "offload/LibraryParts.h"
#include "offload/OutlineKernels.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
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
  for (const ChainLink &Link : E.Chain)
    Text += (Link.IsCall ? "\n   = called from " : "\n   = taken as a function value in ") + Link.Caller;
  Text += "\n   = help: " + substitute(Row.Help, E.Arguments);
  if (E.MorePlaces)
    Text += "\n   = note: and in " + std::to_string(E.MorePlaces) +
            (E.MorePlaces == 1 ? " more place" : " more places") + " of `" + E.Package + "`";
  if (!E.AlsoIn.empty())
    Text +=
        "\n   = note: so " + std::string(E.AlsoIn.size() == 1 ? "does" : "do") + " `" + join(E.AlsoIn, "`, `") + "`";
  Text += "\n   = note: `docs/errors/" + Row.Id.str() + ".md` says more";
  return Text;
}

/// The errors that a CollectErrors of this thread keeps; rustc compiles modules on several threads.
static thread_local std::optional<SmallVector<Error, 0>> Kept;

static void diagnose(LLVMContext &Context, std::string Text) {
  // A function that belongs to no module is enough of an anchor, and leaves the user's module as it is.
  Function *Anchor = Function::Create(FunctionType::get(Type::getVoidTy(Context), false), GlobalValue::ExternalLinkage,
                                      "offload", nullptr);
  Context.diagnose(OffloadDiagnostic(*Anchor, std::move(Text)));
  delete Anchor;
}

/// Whether \p E is no news beside \p Known; then \p Known speaks for both.
static bool isCoveredBy(Error &Known, const Error &E) {
  if (Known.Cause.empty() || Known.Cause != E.Cause)
    return errorText(Known) == errorText(E);
  const std::string &Kernel = E.Arguments.front();
  if (Kernel != Known.Arguments.front() && !is_contained(Known.AlsoIn, Kernel))
    Known.AlsoIn.push_back(Kernel);
  return true;
}

void reportError(LLVMContext &Context, const Error &E) {
  if (!Kept)
    return diagnose(Context, errorText(E));
  if (none_of(*Kept, [&](Error &Known) { return isCoveredBy(Known, E); }))
    Kept->push_back(E);
}

ArrayRef<Error> keptErrors() { return *Kept; }

void keepErrors(SmallVector<Error, 0> Errors) { Kept = std::move(Errors); }

CollectErrors::CollectErrors(LLVMContext &Context) : Context(Context) { Kept.emplace(); }

CollectErrors::~CollectErrors() {
  SmallVector<Error, 0> Errors = std::move(*Kept);
  Kept.reset();
  if (!Errors.empty())
    diagnose(Context, join(map_range(Errors, errorText), "\nerror: "));
}

/// LLVM gives line 0 to what it made up itself, in the scope that is left.
static bool hasPlace(const Instruction &I) {
  const DILocation *At = I.getDebugLoc().get();
  return At && (At->getLine() != 0 || At->getInlinedAt());
}

const Instruction &withPlace(const Instruction &I) {
  if (hasPlace(I))
    return I;
  if (isa<AllocaInst>(I)) {
    const Instruction *First = nullptr;
    for (const User *U : I.users())
      if (auto *Next = dyn_cast<Instruction>(U); Next && hasPlace(*Next) && !isa<LifetimeIntrinsic>(Next))
        if (!First || Next->getDebugLoc().getLine() < First->getDebugLoc().getLine())
          First = Next;
    if (First)
      return *First;
  }
  for (const Instruction *Next = &I; Next; Next = Next->getNextNode())
    if (hasPlace(*Next))
      return *Next;
  return I;
}

const DILocation *userLocationOf(const Instruction &I) {
  const DILocation *At = I.getDebugLoc().get();
  while (At && isLibrary(*At->getScope()))
    At = At->getInlinedAt();
  return At;
}

std::string userPlaceOf(const Instruction &I) { return placeOf(DebugLoc(userLocationOf(I))); }

std::string placeOf(const DebugLoc &Location) {
  if (!Location)
    return "";
  return formatv("{0}:{1}:{2}", shownFile(*Location->getScope()), Location.getLine(), Location.getCol());
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
  // What a macro wrote into `const _: () = { … }`.
  constexpr StringLiteral Unnamed = "::_::";
  for (size_t At = Result.find(Unnamed); At != std::string::npos; At = Result.find(Unnamed, At))
    Result.erase(At, Unnamed.size() - 2);
  return Result;
}

/// The user's name of a kernel, where \p F is the body of one.
static std::string nameOf(const Function &F) {
  Attribute Name = F.getFnAttribute(NameAttribute);
  return Name.isValid() ? Name.getValueAsString().str() : readableName(F.getName());
}

std::string withoutArguments(StringRef Name) {
  constexpr size_t LongestWhole = 80;
  if (Name.size() <= LongestWhole)
    return Name.str();
  std::string Short;
  unsigned Depth = 0;
  for (size_t I = 0; I < Name.size(); ++I) {
    bool IsArrow = Name[I] == '>' && I > 0 && Name[I - 1] == '-';
    // `<T as Trait>` at the beginning of a path is no list of arguments.
    bool OpensArguments = Name[I] == '<' && I > 0 && (isAlnum(Name[I - 1]) || Name[I - 1] == '_' || Name[I - 1] == ':');
    if (Depth > 0) {
      Depth += Name[I] == '<';
      Depth -= Name[I] == '>' && !IsArrow;
    } else if (OpensArguments) {
      Depth = 1;
      while (StringRef(Short).ends_with(":"))
        Short.pop_back();
    } else {
      Short += Name[I];
    }
  }
  return Short;
}

/// The function around a kernel's own that the macro writes. It and what it is called from are none of the user's.
constexpr StringLiteral CallerName = "__kernel";

/// Whether \p Program is of the user crate's code between a launch and a kernel: `offload::shim` and its kind.
static bool isLaunchCode(const DISubprogram &Program) {
  StringRef Inner, Outer;
  for (const DIScope *Scope = Program.getScope(); Scope; Scope = Scope->getScope())
    if (isa<DINamespace>(Scope))
      Inner = std::exchange(Outer, Scope->getName());
  return Outer == "offload" && (Inner == "shim" || Inner == "function");
}

SmallVector<ChainLink, 4> inlinedChain(const Instruction &I, bool WithLibraries) {
  SmallVector<ChainLink, 4> Chain;
  for (const DILocation *At = I.getDebugLoc().get(); At; At = At->getInlinedAt()) {
    WithLibraries |= !isLibrary(*At->getScope());
    if (!WithLibraries)
      continue;
    const DISubprogram *Program = At->getScope()->getSubprogram();
    if (Program->getName().split('<').first == CallerName) // A generic kernel's has arguments.
      break;
    if (isLaunchCode(*Program))
      continue;
    StringRef Linkage = Program->getLinkageName();
    std::string Name = withoutArguments(readableName(Linkage.empty() ? Program->getName() : Linkage));
    Chain.push_back({formatv("`{0}` ({1}:{2})", Name, shownFile(*At->getScope()), At->getLine())});
  }
  if (Chain.empty())
    Chain.push_back({"`" + withoutArguments(nameOf(*I.getFunction())) + "`"});
  return Chain;
}

} // namespace offload
