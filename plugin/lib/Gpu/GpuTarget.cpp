//===- GpuTarget.cpp - what the targets of all GPUs share -------------------------------------===//

#include "Gpu/GpuTarget.h"
#include "Gpu/GpuDialect.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace offload {

std::unique_ptr<TargetMachine> GpuTarget::makeMachine() const {
  std::string Problem;
  llvm::Triple Device(Triple);
  const Target *BackEnd = TargetRegistry::lookupTarget(Device, Problem);
  if (!BackEnd)
    return nullptr;
  return std::unique_ptr<TargetMachine>(BackEnd->createTargetMachine(
      Device, Arch, features(), TargetOptions(), Reloc::PIC_, std::nullopt, CodeGenOptLevel::Aggressive));
}

void GpuTarget::adopt(Module &M) const {
  annotate(M);
  // The host's features would keep functions of the library from being inlined.
  for (Function &F : M)
    F.removeFnAttr("target-features");
}

void GpuTarget::setProcessor(Function &F) const { F.addFnAttr("target-cpu", Arch); }

bool GpuTarget::needsLibrary(const Module &M) const {
  const GpuDialect *Dialect = gpuDialect(M);
  return Dialect &&
         any_of(M, [&](const Function &F) { return F.isDeclaration() && Dialect->isLibrarySymbol(F.getName()); });
}

} // namespace offload
