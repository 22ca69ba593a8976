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

/// `src/main.rs:7` of `src/main.rs:7:12`: to the user, one line is one place.
StringRef lineOf(StringRef Place) { return Place.rsplit(':').first; }

/// `log-0.4.1` of `log-0.4.1/src/lib.rs:7:12`; for a build script its file.
std::string packageOf(StringRef Place) {
  size_t Source = Place.find("/src/");
  return Place.take_front(Source == StringRef::npos ? Place.rfind('/') : Source).str();
}

/// The functions that the macro writes for launches of a kernel, at the line of its name.
bool isLaunchMethod(const DISubprogram &Program) {
  return is_contained({"launch", "launch_on", "__launch_of_offload_kernel"}, Program.getName().split('<').first);
}

/// Walks everything that one kernel reaches, through uses (vtables, constant tables) as well as calls, and reports what
/// a device cannot run.
class KernelGate {
public:
  KernelGate(Function &Body, const UnsupportedUses &Uses) : Body(Body), Uses(Uses), Name(kernelName(Body)) {}

  bool check() {
    reach(&Body, nullptr);
    while (!Pending.empty()) {
      Function *F = Pending.pop_back_val();
      for (const InstructionUse &Use : Uses.of(*F)) {
        for (Function *Callee : Use.Functions)
          reach(Callee, Use.Site);
        for (const Cause &C : Uses.causesAt(Use))
          find(C, Use.Site);
      }
    }
    findUnsaid();
    report();
    return Findings.empty() && !Body.hasFnAttribute(RefusedAttribute);
  }

private:
  struct Finding {
    Cause What;
    Instruction *Site;
    std::string Place;
    /// The fetched package that contains the code; empty for the user's own code.
    std::string Package;
    bool isOfLibraryPart() const { return isErrorOfLibraryPart(What.Id); }
    bool isDrop() const { return isOfLibraryPart() && What.Details.front() == "drop"; }
  };

  void reach(Function *F, Instruction *From) {
    if (ReachedFrom.try_emplace(F, From).second)
      Pending.push_back(F);
  }

  void find(const Cause &C, Instruction *Site) {
    Findings.push_back({C, Site, "", ""});
    locate(Findings.back());
  }

  /// Reports code of libraries that no instruction of the user leads to: it may never run, but nothing may pass
  /// unreported.
  void findUnsaid() {
    if (!Findings.empty())
      return;
    for (Function *F : make_first_range(ReachedFrom))
      for (const InstructionUse &Use : Uses.of(*F))
        if (!Use.Causes.empty())
          return find(Use.Causes.front(), Use.Site);
  }

  void report() {
    bool HasCall = any_of(Findings, [](const Finding &F) { return F.isOfLibraryPart() && !F.isDrop(); });
    StringSet<> LinesWithCall;
    for (const Finding &F : Findings)
      if (F.isOfLibraryPart() || (F.What.Id == ErrorId::ThreadLocal && !F.What.IsDetail))
        LinesWithCall.insert(lineOf(F.Place));
    SmallVector<Error, 4> Errors;
    for (const Finding &F : Findings) {
      // LLVM gives line 0 to instructions that it merged from several lines. Beside the call of the library that
      // contains them, they tell the user nothing new.
      if (HasCall && F.What.Id == ErrorId::ExternalFunction && StringRef(F.Place).contains(":0:"))
        continue;
      // A drop of something that the kernel opened tells the user nothing new.
      bool IsEnd = F.isDrop() && HasCall;
      bool IsDetail = F.What.IsDetail && LinesWithCall.contains(lineOf(F.Place));
      // One error is enough for all statics of a circle.
      bool IsSameCircle = F.What.Id == ErrorId::CircularStatic && std::exchange(FoundCircle, true);
      if (!IsEnd && !IsDetail && !IsSameCircle)
        addError(F, Errors);
    }
    for (const Error &E : Errors)
      reportError(Body.getContext(), E);
  }

  /// Adds \p F to \p Errors unless they have it already.
  void addError(const Finding &F, SmallVectorImpl<Error> &Errors) {
    std::string Key = (Twine(static_cast<int>(F.What.Id)) + ":" + lineOf(F.Place)).str();
    // The size limit depends on the target and the offending instruction on the profile; neither makes it a second
    // error.
    bool IsWholeLine = F.isOfLibraryPart() || is_contained({ErrorId::Stack, ErrorId::UnsupportedOperation}, F.What.Id);
    if (!IsWholeLine)
      Key += ":" + join(F.What.Details, ",");
    if (!Reported.insert(Key).second)
      return;
    // Nobody mends a fetched package line by line: for one line of the user, one error of each kind in the package is
    // enough.
    if (!F.Package.empty()) {
      auto IsSame = [&](const Error &E) {
        return E.Id == F.What.Id && E.Package == F.Package && lineOf(E.Place) == lineOf(F.Place);
      };
      if (Error *Same = find_if(Errors, IsSame); Same != Errors.end()) {
        ++Same->MorePlaces;
        return;
      }
    }
    // The user mends a kernel that launches as a whole.
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

  /// The way from the instruction out to the kernel: the frames that it was inlined through, then the callers.
  SmallVector<ChainLink, 4> chainOf(const Finding &F) const {
    SmallVector<ChainLink, 4> Chain;
    Instruction *From = F.Site;
    bool IsCall = true;
    while (From) {
      bool WithLibraries = !F.isOfLibraryPart() || From != F.Site;
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

  /// Finds the innermost place of the user on the way, and the package that contains the innermost place of all. If the
  /// user has no place on the way, the package is the place: it has many lines, and the user edits none of them.
  void locate(Finding &F) const {
    for (Instruction *From = F.Site; From; From = ReachedFrom.lookup(From->getFunction()))
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
  SmallVector<Finding, 4> Findings;
  bool FoundCircle = false;
  StringSet<> Reported;
  MapVector<Function *, Instruction *> ReachedFrom;
  SmallVector<Function *, 16> Pending;
};

} // namespace

PreservedAnalyses GatePass::run(Module &M, ModuleAnalysisManager &) {
  CollectErrors Collected(M.getContext());
  UnsupportedUses Uses(M);
  bool Passed = true;
  for (Function *Body : kernelBodies(M))
    Passed &= KernelGate(*Body, Uses).check();
  if (!Passed)
    refuse(M);
  return PreservedAnalyses::all();
}

} // namespace offload
