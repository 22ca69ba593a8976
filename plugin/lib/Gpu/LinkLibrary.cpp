//===- LinkLibrary.cpp - the vendor's math library becomes part of the module (GPUs) ----------===//

#include "offload/LinkLibrary.h"
#include "Contract/KernelBody.h"
#include "Diagnostics/Diagnostics.h"
#include "Grid/DeviceTarget.h"
#include "offload/StripHost.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace offload {
namespace {

void markAssembly(Module &Library) {
  for (Function &F : Library)
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I); Call && Call->isInlineAsm())
        Call->addFnAttr(Attribute::get(Library.getContext(), LibraryAssemblyAttribute));
}

/// Links the functions of \p Bitcode that \p M needs, and makes them the module's own.
llvm::Error link(Module &M, ArrayRef<char> Bitcode) {
  MemoryBufferRef Buffer(StringRef(Bitcode.data(), Bitcode.size()), "device library");
  Expected<std::unique_ptr<Module>> Library = parseBitcodeFile(Buffer, M.getContext());
  if (!Library)
    return Library.takeError();
  markAssembly(**Library);
  ModuleAnalysisManager None;
  StripHostPass().run(**Library, None);
  // These features would keep the functions from being inlined.
  for (Function &F : **Library)
    F.removeFnAttr("target-features");
  (*Library)->setTargetTriple(M.getTargetTriple());
  (*Library)->setDataLayout(M.getDataLayout());
  StringSet<> Own;
  for (Function &F : M)
    if (!F.isDeclaration())
      Own.insert(F.getName());
  if (Linker::linkModules(M, std::move(*Library), Linker::LinkOnlyNeeded))
    return createStringError("the library cannot be linked");
  for (Function &F : M)
    if (!F.isDeclaration() && !Own.contains(F.getName()))
      F.setLinkage(GlobalValue::InternalLinkage);
  return llvm::Error::success();
}

} // namespace

PreservedAnalyses LinkLibraryPass::run(Module &M, ModuleAnalysisManager &) {
  if (Target.needsLibrary(M)) {
    auto NoLibrary = [] { return Expected<SmallVector<char, 0>>(createStringError("opt has no math library")); };
    Expected<SmallVector<char, 0>> Bitcode = Library ? Library() : NoLibrary();
    if (llvm::Error Problem = Bitcode ? link(M, *Bitcode) : Bitcode.takeError()) {
      reportError(M.getContext(), {ErrorId::DeviceTool, {Target.Name, toString(std::move(Problem))}, "", {}});
      refuse(M);
    }
  }
  Target.configureLibrary(M);
  return PreservedAnalyses::none();
}

} // namespace offload
