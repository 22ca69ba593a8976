//===- KeepLineTables.cpp - debug info loses all but places -----------------------------------===//

#include "offload/KeepLineTables.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

class LineTableKeeper {
public:
  explicit LineTableKeeper(Module &M) : Context(M.getContext()) {}

  void keepIn(Function &F) {
    if (DISubprogram *Program = F.getSubprogram())
      keepIn(*Program);
    for (Instruction &I : make_early_inc_range(instructions(F))) {
      if (isa<DbgInfoIntrinsic>(I)) {
        I.eraseFromParent();
        continue;
      }
      I.dropDbgRecords();
      if (DILocation *Location = I.getDebugLoc())
        I.setDebugLoc(kept(Location));
      updateLoopMetadataDebugLocations(I, [&](Metadata *Node) -> Metadata * {
        auto *Location = dyn_cast<DILocation>(Node);
        return Location ? kept(Location) : Node;
      });
    }
  }

private:
  /// The same place, in a scope that is a function, or the part of one in another file.
  DILocation *kept(DILocation *Location) {
    if (DILocation *Existing = Kept.lookup(Location))
      return Existing;
    DILocalScope *Scope = Location->getScope();
    DISubprogram *Program = Scope->getSubprogram();
    keepIn(*Program);
    DILocalScope *NewScope = Program;
    if (Scope->getFile() != Program->getFile())
      NewScope = DILexicalBlockFile::get(Context, Program, Scope->getFile(), /*Discriminator=*/0);
    DILocation *InlinedAt = Location->getInlinedAt() ? kept(Location->getInlinedAt()) : nullptr;
    DILocation *New = Location;
    if (NewScope != Scope || InlinedAt != Location->getInlinedAt()) {
      unsigned Line = Location->getLine(), Column = Location->getColumn();
      // Only being distinct tells two inlined calls apart.
      New = Location->isDistinct() ? DILocation::getDistinct(Context, Line, Column, NewScope, InlinedAt)
                                   : DILocation::get(Context, Line, Column, NewScope, InlinedAt);
    }
    Kept[New] = New;
    return Kept[Location] = New;
  }

  /// A definition is distinct: its operands may change.
  void keepIn(DISubprogram &Program) {
    if (!Done.insert(&Program).second)
      return;
    enum : unsigned { Scope = 1, Declaration = 6 };
    Program.replaceOperandWith(Scope, Program.getFile());
    Program.replaceType(DISubroutineType::get(Context, DINode::FlagZero, 0, MDNode::get(Context, {})));
    Program.replaceOperandWith(Declaration, nullptr);
    Program.replaceRetainedNodes(DINodeArray());
    for (unsigned Rest = Declaration + 2; Rest < Program.getNumOperands(); ++Rest)
      Program.replaceOperandWith(Rest, nullptr);
    if (DICompileUnit *Unit = Program.getUnit(); Unit && Done.insert(Unit).second) {
      Unit->replaceEnumTypes(nullptr);
      Unit->replaceRetainedTypes(nullptr);
      Unit->replaceGlobalVariables(nullptr);
      Unit->replaceImportedEntities(nullptr);
    }
  }

  LLVMContext &Context;
  DenseMap<DILocation *, DILocation *> Kept;
  DenseSet<MDNode *> Done;
};

} // namespace

PreservedAnalyses KeepLineTablesPass::run(Module &M, ModuleAnalysisManager &) {
  if (M.debug_compile_units().empty())
    return PreservedAnalyses::all();
  LineTableKeeper Keeper(M);
  for (Function &F : M)
    Keeper.keepIn(F);
  for (GlobalVariable &Global : M.globals())
    Global.eraseMetadata(LLVMContext::MD_dbg);
  return PreservedAnalyses::none();
}

} // namespace offload
