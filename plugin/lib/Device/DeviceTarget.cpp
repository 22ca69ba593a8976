//===- DeviceTarget.cpp - one device architecture to make images for --------------------------===//

#include "offload/DeviceTarget.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CodeGen.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace offload {

std::unique_ptr<DeviceTarget> makeTarget(StringRef Name, const Module &Host) {
  if (std::unique_ptr<DeviceTarget> Cpu = makeCpuTarget(Name, Host))
    return Cpu;
  if (std::unique_ptr<DeviceTarget> Nvidia = makeNvptxTarget(Name))
    return Nvidia;
  return makeAmdgpuTarget(Name);
}

SmallVector<char, 0> emit(Module &M, TargetMachine &Machine, bool Assembly) {
  SmallVector<char, 0> Output;
  raw_svector_ostream Stream(Output);
  legacy::PassManager Passes;
  CodeGenFileType Type = Assembly ? CodeGenFileType::AssemblyFile : CodeGenFileType::ObjectFile;
  if (Machine.addPassesToEmitFile(Passes, Stream, nullptr, Type))
    reportFatalInternalError("this compiler's back end cannot write its own output format");
  Passes.run(M);
  return Output;
}

} // namespace offload
