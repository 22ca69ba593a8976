//===- Gate.cpp - nothing reaches instruction selection that cannot run -----------------------===//

#include "offload/Gate.h"
#include "Contract/KernelBody.h"
#include "Diagnostics/Diagnostics.h"
#include "Gate/LibraryParts.h"
#include "Gate/UnsupportedUses.h"
#include "Lines/Libraries.h"
#include "Lines/SourcePlaces.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// `src/main.rs:7` of `src/main.rs:7:12`: one line is one place to the user.
StringRef lineOf(StringRef Place) { return Place.rsplit(':').first; }

/// `log-0.4.1` of `log-0.4.1/src/lib.rs:7:12`; the file of a build script as it is.
std::string packageOf(StringRef Place) {
  size_t Source = Place.find("/src/");
  return Place.take_front(Source == StringRef::npos ? Place.rfind('/') : Source).str();
}

/// The functions that the macro writes for launches of a kernel, at the line of its name.
bool isLaunchMethod(const DISubprogram &Program) {
  return is_contained({"launch", "launch_on", "__launch_of_offload_kernel"}, Program.getName().split('<').first);
}

/// Walks what one kernel reaches, over uses (vtables, constant tables) as well as calls, and reports what it
/// must not.
class KernelGate {
public:
  KernelGate(Function &Body, const UnsupportedUses &Uses) : Body(Body), Uses(Uses), Name(kernelName(Body)) {}

  bool check() {
    reach(&Body, nullptr);
    while (!Pending.empty()) {
      Function *F = Pending.pop_back_val();
      for (const InstructionUse &Use : Uses.of(*F)) {
        for (Function *Callee : Use.Functions)
          reach(Callee, Use.At);
        for (const Cause &C : Uses.causesAt(Use))
          find(C, Use.At);
      }
    }
    findUnsaid();
    report();
    return Found.empty() && !Body.hasFnAttribute(RefusedAttribute);
  }

private:
  struct Finding {
    Cause What;
    Instruction *At;
    std::string Place;
    /// The fetched package that does it; empty for the user's own code.
    std::string Package;
    bool isOfLibraryPart() const { return isErrorOfLibraryPart(What.Id); }
    bool isDrop() const { return isOfLibraryPart() && What.Details.front() == "drop"; }
  };

  void reach(Function *F, Instruction *From) {
    if (ReachedFrom.try_emplace(F, From).second)
      Pending.push_back(F);
  }

  void find(const Cause &C, Instruction *At) {
    Found.push_back({C, At, "", ""});
    locate(Found.back());
  }

  /// Code of libraries that no user's instruction leads to: not known to happen, but nothing may pass unsaid.
  void findUnsaid() {
    if (!Found.empty())
      return;
    for (Function *F : make_first_range(ReachedFrom))
      for (const InstructionUse &Use : Uses.of(*F))
        if (!Use.Causes.empty())
          return find(Use.Causes.front(), Use.At);
  }

  void report() {
    bool HasCall = any_of(Found, [](const Finding &F) { return F.isOfLibraryPart() && !F.isDrop(); });
    StringSet<> LinesWithCall;
    for (const Finding &F : Found)
      if (F.isOfLibraryPart() || (F.What.Id == ErrorId::ThreadLocal && !F.What.IsDetail))
        LinesWithCall.insert(lineOf(F.Place));
    SmallVector<Error, 4> Errors;
    for (const Finding &F : Found) {
      // LLVM gives line 0 to what it merges of several lines. Of a call of the library that is no news, either.
      if (HasCall && F.What.Id == ErrorId::ExternalFunction && StringRef(F.Place).contains(":0:"))
        continue;
      // That what was opened is closed is no news.
      bool IsEnd = F.isDrop() && HasCall;
      bool IsDetail = F.What.IsDetail && LinesWithCall.contains(lineOf(F.Place));
      // Once: the others of the circle are no news.
      bool IsSameCircle = F.What.Id == ErrorId::CircularStatic && std::exchange(FoundCircle, true);
      if (!IsEnd && !IsDetail && !IsSameCircle)
        addError(F, Errors);
    }
    for (const Error &E : Errors)
      reportError(Body.getContext(), E);
  }

  /// Adds \p F to \p Errors where it is news.
  void addError(const Finding &F, SmallVectorImpl<Error> &Errors) {
    std::string Key = (Twine(static_cast<int>(F.What.Id)) + ":" + lineOf(F.Place)).str();
    // How large is a matter of the target, which of the instructions is a matter of the profile.
    bool IsWholeLine = F.isOfLibraryPart() || is_contained({ErrorId::Stack, ErrorId::UnsupportedOperation}, F.What.Id);
    if (!IsWholeLine)
      Key += ":" + join(F.What.Details, ",");
    if (!Reported.insert(Key).second)
      return;
    // Nobody mends a fetched package line by line: of each kind of error there one is enough for a line of the user's.
    if (!F.Package.empty()) {
      auto IsSame = [&](const Error &E) {
        return E.Id == F.What.Id && E.Package == F.Package && lineOf(E.Place) == lineOf(F.Place);
      };
      if (Error *Same = find_if(Errors, IsSame); Same != Errors.end()) {
        ++Same->MorePlaces;
        return;
      }
    }
    // A kernel that launches is mended as a whole.
    if (F.What.Id == ErrorId::LaunchInKernel) {
      auto IsSame = [&](const Error &E) { return E.Id == F.What.Id; };
      if (Error *Same = find_if(Errors, IsSame); Same != Errors.end()) {
        Same->AlsoAt.push_back(F.Place);
        return;
      }
    }
    Error E{F.What.Id, {Name}, F.Place, chainOf(F)};
    E.Package = F.Package;
    append_range(E.Arguments, F.What.Details);
    if (!F.Place.empty())
      E.Cause = Key;
    Errors.push_back(std::move(E));
  }

  /// From the instruction out to the kernel: the frames it was inlined through, then the callers.
  SmallVector<ChainLink, 4> chainOf(const Finding &F) const {
    SmallVector<ChainLink, 4> Chain;
    Instruction *From = F.At;
    bool IsCall = true;
    while (From) {
      bool WithLibraries = !F.isOfLibraryPart() || From != F.At;
      SmallVector<ChainLink, 4> Links = inlinedChain(withPlace(*From), WithLibraries);
      Links.front().IsCall = IsCall;
      append_range(Chain, Links);
      Function *Reached = From->getFunction();
      From = ReachedFrom.lookup(Reached);
      auto *Call = dyn_cast_or_null<CallBase>(From);
      IsCall = Call && Call->getCalledOperand() == Reached;
    }
    return Chain;
  }

  /// Fills in the innermost place on the way that is a user's, and the package that the innermost of all is in. Where there is no user's, the
  /// package is the place: its lines are many, and nobody's here.
  void locate(Finding &F) const {
    for (Instruction *From = F.At; From; From = ReachedFrom.lookup(From->getFunction()))
      for (const DILocation *L = withPlace(*From).getDebugLoc().get(); L; L = L->getInlinedAt()) {
        const DILocalScope &Scope = *L->getScope();
        bool IsLaunchMethod = F.What.Id == ErrorId::LaunchInKernel && isLaunchMethod(*Scope.getSubprogram());
        if (isLibrary(Scope) || IsLaunchMethod)
          continue;
        if (!isFetchedPackage(Scope)) {
          F.Place = placeOf(DebugLoc(L));
          return;
        }
        if (F.Package.empty()) {
          F.Place = placeOf(DebugLoc(L));
          F.Package = packageOf(F.Place);
        }
      }
  }

  Function &Body;
  const UnsupportedUses &Uses;
  std::string Name;
  SmallVector<Finding, 4> Found;
  bool FoundCircle = false;
  StringSet<> Reported;
  MapVector<Function *, Instruction *> ReachedFrom;
  SmallVector<Function *, 16> Pending;
};

} // namespace

bool passesGate(Module &M, const SmallPtrSetImpl<const InlineAsm *> &Known) {
  UnsupportedUses Uses(M, Known);
  bool Passed = true;
  for (Function *Body : kernelBodies(M))
    Passed &= KernelGate(*Body, Uses).check();
  return Passed;
}

PreservedAnalyses GatePass::run(Module &M, ModuleAnalysisManager &) {
  CollectErrors Collected(M.getContext());
  passesGate(M, SmallPtrSet<const InlineAsm *, 1>());
  return PreservedAnalyses::all();
}

} // namespace offload
