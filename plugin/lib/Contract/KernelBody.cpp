//===- KernelBody.cpp - the body of a kernel in a device module -------------------------------===//

#include "Contract/KernelBody.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {

/// Named metadata of a module.
static constexpr StringLiteral RefusedModule = "offload.refused";

SmallVector<Function *, 4> kernelBodies(Module &M) {
  SmallVector<Function *, 4> Bodies;
  for (Function &F : M)
    if (!F.isDeclaration() && F.hasFnAttribute(RankAttribute))
      Bodies.push_back(&F);
  return Bodies;
}

unsigned rankOf(const Function &Body) {
  unsigned Rank = 1;
  Body.getFnAttribute(RankAttribute).getValueAsString().getAsInteger(10, Rank);
  return Rank;
}

std::string kernelName(const Function &Body) { return Body.getFnAttribute(NameAttribute).getValueAsString().str(); }

void refuse(Module &M) { M.getOrInsertNamedMetadata(RefusedModule); }

bool isRefused(const Module &M) { return M.getNamedMetadata(RefusedModule); }

} // namespace offload
