//===- Emit.cpp - the back end of a target writes its output ----------------------------------===//

#include "Emit.h"
#include "Grid/DeviceTarget.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CodeGen.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace offload {

/// Makes LLVM expand conversions between i128 and floats, which are library calls otherwise; a GPU has no such library
/// ("unsupported library call operation", an abort). LLVM expands them for integers that are wider than its option
/// `expand-fp-convert-bits`, which belongs to the process.
static void expandWideConversions() {
  auto Option = cl::getRegisteredOptions().find("expand-fp-convert-bits");
  if (Option == cl::getRegisteredOptions().end())
    return;
  // Set the option by its text, because it may have another type in another LLVM.
  Option->second->reset();
  Option->second->addOccurrence(/*pos=*/0, /*ArgName=*/"", "64");
}

SmallVector<char, 0> emit(Module &M, TargetMachine &Machine, const DeviceTarget &Target, bool Assembly) {
  if (Target.isGpu())
    expandWideConversions();
  SmallVector<char, 0> Output;
  raw_svector_ostream Stream(Output);
  legacy::PassManager Passes;
  CodeGenFileType Type = Assembly ? CodeGenFileType::AssemblyFile : CodeGenFileType::ObjectFile;
  if (Machine.addPassesToEmitFile(Passes, Stream, nullptr, Type))
    reportFatalInternalError("this compiler's back end cannot write its own output format");
  Passes.run(M);
  return Assembly ? Target.finished(std::move(Output)) : Output;
}

} // namespace offload
