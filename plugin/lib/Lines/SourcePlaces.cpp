//===- SourcePlaces.cpp - where instructions are in the user's source -------------------------===//

#include "Lines/SourcePlaces.h"
#include "Contract/KernelBody.h"
#include "Lines/Libraries.h"
#include "Lines/RustSymbols.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace offload {

/// LLVM gives line 0 to instructions of its own making, in the remaining scope.
static bool hasPlace(const Instruction &I) {
  const DILocation *Location = I.getDebugLoc().get();
  return Location && (Location->getLine() != 0 || Location->getInlinedAt());
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
  const DILocation *Location = I.getDebugLoc().get();
  while (Location && isLibrary(*Location->getScope()))
    Location = Location->getInlinedAt();
  return Location;
}

std::string userPlaceOf(const Instruction &I) { return placeOf(DebugLoc(userLocationOf(I))); }

std::string placeOf(const DebugLoc &Location) {
  if (!Location)
    return "";
  return formatv("{0}:{1}:{2}", shownFile(*Location->getScope()), Location.getLine(), Location.getCol());
}

std::string placeOf(const Instruction &I) { return placeOf(I.getDebugLoc()); }

/// The user's name of a kernel if \p F is its body.
static std::string nameOf(const Function &F) {
  Attribute Name = F.getFnAttribute(NameAttribute);
  return Name.isValid() ? Name.getValueAsString().str() : readableName(F.getName());
}

/// The macro writes this function around a kernel's own. Neither it nor its callers are the user's.
constexpr StringLiteral CallerName = "__kernel";

/// Whether \p Program is code of the user crate between a launch and a kernel: `offload::shim` and the like.
static bool isLaunchCode(const DISubprogram &Program) {
  StringRef Inner, Outer;
  for (const DIScope *Scope = Program.getScope(); Scope; Scope = Scope->getScope())
    if (isa<DINamespace>(Scope))
      Inner = std::exchange(Outer, Scope->getName());
  return Outer == "offload" && (Inner == "shim" || Inner == "function");
}

SmallVector<ChainLink, 4> inlinedChain(const Instruction &I, bool WithLibraries) {
  SmallVector<ChainLink, 4> Chain;
  for (const DILocation *Location = I.getDebugLoc().get(); Location; Location = Location->getInlinedAt()) {
    WithLibraries |= !isLibrary(*Location->getScope());
    if (!WithLibraries)
      continue;
    const DISubprogram *Program = Location->getScope()->getSubprogram();
    if (Program->getName().split('<').first == CallerName) // A generic kernel's has arguments.
      break;
    if (isLaunchCode(*Program))
      continue;
    StringRef Linkage = Program->getLinkageName();
    std::string Name = withoutArguments(readableName(Linkage.empty() ? Program->getName() : Linkage));
    Chain.push_back({formatv("`{0}` ({1}:{2})", Name, shownFile(*Location->getScope()), Location->getLine())});
  }
  if (Chain.empty())
    Chain.push_back({"`" + withoutArguments(nameOf(*I.getFunction())) + "`"});
  return Chain;
}

} // namespace offload
