//===- RecordLaunches.cpp - what is launched is written down ----------------------------------===//

#include "offload/RecordLaunches.h"
#include "Start/Launches.h"
#include "offload/Abi.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace offload {

/// The device pass will call these in place of std's runtime. Nothing calls them until all modules are merged.
static constexpr StringLiteral DeviceHandlers[] = {abi::PANIC_HANDLER,      abi::PANIC_OPERANDS_HANDLER,
                                                   abi::PANIC_TEXT_HANDLER, abi::ABORT_HANDLER,
                                                   abi::ALLOCATE,           abi::ALLOCATE_ZEROED,
                                                   abi::DEALLOCATE,         abi::REALLOCATE,
                                                   abi::ALLOCATION_FAILED,  abi::PRINT,
                                                   abi::PRINT_ERROR};

PreservedAnalyses RecordLaunchesPass::run(Module &M, ModuleAnalysisManager &) {
  SmallVector<GlobalValue *, 4> Kept;
  SmallSet<std::pair<Function *, GlobalVariable *>, 4> Recorded;
  for (Launch &L : findLaunches(M)) {
    L.Call->addFnAttr(Attribute::NoMerge);
    // The attribute keeps kernels with equal bodies apart: rustc's function merging leaves functions with different
    // attributes alone.
    L.Launched.Shim->addFnAttr(ShimAttribute, L.Launched.Symbol);
    if (!Recorded.insert({L.Launched.Shim, L.Descriptor}).second)
      continue;
    Constant *Record = ConstantStruct::getAnon({L.Launched.Shim, L.Descriptor});
    auto *Global = new GlobalVariable(M, Record->getType(), /*isConstant=*/true, GlobalValue::InternalLinkage, Record,
                                      "offload.record");
    Global->setSection(abi::RECORDS_SECTION);
    Kept.push_back(Global);
  }
  for (StringRef Name : DeviceHandlers)
    if (Function *Handler = M.getFunction(Name); Handler && !Handler->isDeclaration())
      Kept.push_back(Handler);
  if (Kept.empty())
    return PreservedAnalyses::all();
  appendToCompilerUsed(M, Kept);
  return PreservedAnalyses::none();
}

} // namespace offload
