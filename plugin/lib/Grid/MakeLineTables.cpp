//===- MakeLineTables.cpp - line tables that are the same on every machine --------------------===//

#include "offload/MakeLineTables.h"
#include "Grid/DeviceTarget.h"
#include "Lines/SourceFiles.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

using namespace llvm;

namespace offload {
namespace {

/// Replaces all units; language and producer are those of \p Any.
DICompileUnit *makeUnit(Module &M, const DICompileUnit &Any, DICompileUnit::DebugEmissionKind Kind) {
  return DICompileUnit::getDistinct(M.getContext(), Any.getSourceLanguage(), DIFile::get(M.getContext(), "kernels", ""),
                                    Any.getProducer(), /*IsOptimized=*/true, "", 0, "", Kind, nullptr, nullptr, nullptr,
                                    nullptr, nullptr, 0, false, false, DICompileUnit::DebugNameTableKind::None, false,
                                    "", "");
}

} // namespace

PreservedAnalyses MakeLineTablesPass::run(Module &M, ModuleAnalysisManager &) {
  DebugInfoFinder Info;
  Info.processModule(M);
  if (Info.compile_unit_count() == 0)
    return PreservedAnalyses::all();

  SourceFiles Files(M);
  ValueToValueMapTy Map;
  auto Rename = [&](const DIScope &Scope) {
    if (DIFile *Old = Scope.getFile())
      Map.MD()[Old].reset(DIFile::get(M.getContext(), Files.portableName(*Old), ""));
  };
  for (DISubprogram *Program : Info.subprograms()) {
    Rename(*Program);
    // A name says enough; symbols would make the sections larger.
    Program->replaceLinkageName(nullptr);
  }
  for (const DIScope *Scope : Info.scopes())
    Rename(*Scope);

  bool HasDwarf = !Target || Target->hasDwarf();
  DICompileUnit *Unit = makeUnit(M, **Info.compile_units().begin(),
                                 HasDwarf ? DICompileUnit::LineTablesOnly : DICompileUnit::DebugDirectivesOnly);
  for (DICompileUnit *Old : Info.compile_units())
    Map.MD()[Old].reset(Unit);
  NamedMDNode *Units = M.getOrInsertNamedMetadata("llvm.dbg.cu");
  Units->clearOperands();
  Units->addOperand(Unit);

  ValueMapper Mapper(Map, RF_ReuseAndMutateDistinctMDs | RF_IgnoreMissingLocals);
  for (Function &F : M)
    Mapper.remapFunction(F);
  return PreservedAnalyses::none();
}

} // namespace offload
