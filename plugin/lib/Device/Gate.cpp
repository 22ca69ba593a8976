//===- Gate.cpp - nothing reaches instruction selection that cannot run -----------------------===//

#include "offload/Gate.h"
#include "offload/CapturedPointers.h"
#include "offload/Diagnostics.h"
#include "offload/LibraryParts.h"
#include "offload/OutlineKernels.h"
#include "offload/UnsupportedUses.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// The name in the user's source; rustc discards the names of values.
std::string argumentName(const Argument &Parameter) {
  AttributeSet Attributes = Parameter.getParent()->getAttributes().getParamAttrs(Parameter.getArgNo());
  StringRef Kind = Attributes.hasAttribute(ByValueAttribute) ? ByValueAttribute : LiteralAttribute;
  return Attributes.getAttribute(Kind).getValueAsString().str();
}

/// `src/main.rs:7` of `src/main.rs:7:12`: one line is one place to the user.
StringRef lineOf(StringRef Place) { return Place.rsplit(':').first; }

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
    for (auto [Source, User] : findCapturedPointerUses(Body))
      find({ErrorId::CapturedPointer, {argumentName(*Source)}}, User);
    report();
    return Found.empty();
  }

private:
  struct Finding {
    Cause What;
    Instruction *At;
    std::string Place;
    bool isOfLibraryPart() const { return isErrorOfLibraryPart(What.Id); }
    bool isDrop() const { return isOfLibraryPart() && What.Details.front() == "drop"; }
  };

  void reach(Function *F, Instruction *From) {
    if (ReachedFrom.try_emplace(F, From).second)
      Pending.push_back(F);
  }

  void find(const Cause &C, Instruction *At) { Found.push_back({C, At, placeFor(At)}); }

  /// Code of Rust's libraries that no user's instruction leads to: not known to happen, but nothing may pass unsaid.
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
        report(F);
    }
  }

  /// From the instruction out to the kernel: the frames it was inlined through, then the callers.
  void report(const Finding &F) {
    Error E{F.What.Id, {Name}, F.Place, {}};
    append_range(E.Arguments, F.What.Details);
    for (Instruction *From = F.At; From; From = ReachedFrom.lookup(From->getFunction())) {
      bool WithLibraries = !F.isOfLibraryPart() || From != F.At;
      append_range(E.Chain, inlinedChain(withPlace(*From), WithLibraries));
    }
    std::string Key = (Twine(static_cast<int>(F.What.Id)) + ":" + lineOf(F.Place)).str();
    // How large is a matter of the target, which of the instructions is a matter of the profile.
    bool IsWholeLine = F.isOfLibraryPart() || is_contained({ErrorId::Stack, ErrorId::UnsupportedOperation}, F.What.Id);
    if (!IsWholeLine)
      Key += ":" + join(F.What.Details, ",");
    // Captured pointers are in an argument of this kernel.
    if (F.What.Id == ErrorId::CapturedPointer)
      Key += ":" + Name;
    if (!Reported.insert(Key).second)
      return;
    if (!F.Place.empty())
      E.Cause = Key;
    reportError(Body.getContext(), E);
  }

  /// The innermost place on the way that is a user's; that of a package which was fetched only where there is no other.
  std::string placeFor(Instruction *At) const {
    std::string Place;
    for (Instruction *From = At; From; From = ReachedFrom.lookup(From->getFunction()))
      for (const DILocation *L = withPlace(*From).getDebugLoc().get(); L; L = L->getInlinedAt()) {
        if (isRustLibrary(*L->getScope()))
          continue;
        if (!isFetchedPackage(*L->getScope()))
          return placeOf(DebugLoc(L));
        if (Place.empty())
          Place = placeOf(DebugLoc(L));
      }
    return Place;
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
