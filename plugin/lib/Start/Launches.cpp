//===- Launches.cpp - the launches of a module ------------------------------------------------===//

#include "Start/Launches.h"
#include "Diagnostics/Diagnostics.h"
#include "Lines/RustSymbols.h"
#include "Lines/SourcePlaces.h"
#include "offload/Abi.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// The call of \p U; null, with an error, for every other use of the launch symbol.
CallBase *launchCall(Use &U, LLVMContext &Context) {
  auto *Call = dyn_cast<CallBase>(U.getUser());
  if (Call && Call->isCallee(&U) && Call->arg_size() == 4)
    return Call;
  auto *I = dyn_cast<Instruction>(U.getUser());
  reportError(Context, {ErrorId::LaunchNotConstant, {}, I ? placeOf(*I) : "", {}});
  return nullptr;
}

/// The symbol, without the suffix that passes append.
StringRef originalSymbol(const Function &Shim) { return Shim.getName().split(".llvm.").first; }

} // namespace

SmallVector<Launch, 4> findLaunches(Module &M) {
  SmallVector<Launch, 4> Launches;
  Function *Symbol = M.getFunction(abi::LAUNCH_SYMBOL);
  if (!Symbol)
    return Launches;
  LLVMContext &Context = M.getContext();
  for (Use &U : Symbol->uses()) {
    CallBase *Call = launchCall(U, Context);
    if (!Call)
      continue;
    auto *Shim = dyn_cast<Function>(Call->getArgOperand(0)->stripPointerCasts());
    auto *Descriptor = dyn_cast<GlobalVariable>(Call->getArgOperand(1)->stripPointerCasts());
    if (!Shim || !Descriptor) {
      reportError(Context, {ErrorId::LaunchNotConstant, {}, placeOf(*Call), inlinedChain(*Call)});
      continue;
    }
    StringRef Name = originalSymbol(*Shim);
    if (!Name.starts_with("_R")) {
      reportError(Context, {ErrorId::LegacyMangling, {Name.str()}, placeOf(*Call), {}});
      continue;
    }
    Expected<KernelDescription> Description = readDescriptor(*Descriptor, M);
    if (!Description) {
      reportError(
          Context,
          {ErrorId::BadDescriptor, {readableName(Name), toString(Description.takeError())}, placeOf(*Call), {}});
      continue;
    }
    Launches.push_back({Call, {Shim, std::move(*Description), Name.str()}, Descriptor});
  }
  // Use lists have an arbitrary order; sorting makes artifacts equal.
  llvm::stable_sort(Launches, [](const Launch &A, const Launch &B) { return A.Launched.Symbol < B.Launched.Symbol; });
  return Launches;
}

} // namespace offload
