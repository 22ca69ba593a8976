//===- Diagnostics.cpp - errors that reach the user -------------------------------------------===//

#include "Diagnostics/Diagnostics.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/Function.h"
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

/// The one diagnostic class that both `opt` and rustc turn into an error. Its base class requires a function; the text
/// does not use it, because most errors are not about one host function.
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
    for (size_t Position = Result.find(Mark); Position != std::string::npos;
         Position = Result.find(Mark, Position + Argument.size()))
      Result.replace(Position, Mark.size(), Argument);
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
  if (!E.AlsoAt.empty())
    Text += "\n   = note: and at " + join(E.AlsoAt, ", ");
  if (!E.AlsoIn.empty())
    Text +=
        "\n   = note: so " + std::string(E.AlsoIn.size() == 1 ? "does" : "do") + " `" + join(E.AlsoIn, "`, `") + "`";
  Text += "\n   = note: `docs/errors/" + Row.Id.str() + ".md` says more";
  return Text;
}

/// The errors of a CollectErrors of this thread; rustc compiles modules on several threads.
static thread_local std::optional<SmallVector<Error, 0>> Kept;

static void diagnose(LLVMContext &Context, std::string Text) {
  // A function without a module is enough of an anchor, and leaves the user's module unchanged.
  Function *Anchor = Function::Create(FunctionType::get(Type::getVoidTy(Context), false), GlobalValue::ExternalLinkage,
                                      "offload", nullptr);
  Context.diagnose(OffloadDiagnostic(*Anchor, std::move(Text)));
  delete Anchor;
}

/// Whether \p Earlier reports \p E as well.
static bool isCoveredBy(Error &Earlier, const Error &E) {
  if (Earlier.Cause.empty() || Earlier.Cause != E.Cause)
    return errorText(Earlier) == errorText(E);
  const std::string &Kernel = E.Arguments.front();
  if (Kernel != Earlier.Arguments.front() && !is_contained(Earlier.AlsoIn, Kernel))
    Earlier.AlsoIn.push_back(Kernel);
  return true;
}

void reportError(LLVMContext &Context, const Error &E) {
  if (!Kept)
    return diagnose(Context, errorText(E));
  if (none_of(*Kept, [&](Error &Earlier) { return isCoveredBy(Earlier, E); }))
    Kept->push_back(E);
}

ArrayRef<Error> keptErrors() { return *Kept; }

void keepErrors(SmallVector<Error, 0> Errors) { Kept = std::move(Errors); }

CollectErrors::CollectErrors(LLVMContext &Context) : Context(Context), IsOutermost(!Kept) {
  if (IsOutermost)
    Kept.emplace();
}

CollectErrors::~CollectErrors() {
  if (!IsOutermost)
    return;
  SmallVector<Error, 0> Errors = std::move(*Kept);
  Kept.reset();
  if (!Errors.empty())
    diagnose(Context, join(map_range(Errors, errorText), "\nerror: "));
}

} // namespace offload
