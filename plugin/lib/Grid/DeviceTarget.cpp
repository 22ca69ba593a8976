//===- DeviceTarget.cpp - one device architecture to make images for --------------------------===//

#include "Grid/DeviceTarget.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CodeGen.h"
#include "llvm/Support/CommandLine.h"
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

namespace {

/// Conversions between i128 and floats are library calls, and a GPU has no such library ("unsupported library call
/// operation", an abort). LLVM expands them in place for integers wider than its option `expand-fp-convert-bits`, which is
/// the process's.
void expandWideConversions() {
  auto Known = cl::getRegisteredOptions().find("expand-fp-convert-bits");
  if (Known == cl::getRegisteredOptions().end())
    return;
  // By its text: an option may have another type in another LLVM.
  Known->second->reset();
  Known->second->addOccurrence(/*pos=*/0, /*ArgName=*/"", "64");
}

bool isDebugLabel(StringRef Line) {
  return Line.ends_with(":") && (Line.starts_with("$L__tmp") || Line.starts_with("$L__func_"));
}

/// LLVM marks scopes for DWARF sections that \p Ptx does not have. A label ends a basic block, and ptxas would give out other
/// registers than without lines.
SmallVector<char, 0> withoutDebugLabels(StringRef Ptx) {
  SmallVector<char, 0> Kept;
  while (!Ptx.empty()) {
    auto [Line, Rest] = Ptx.split('\n');
    if (!isDebugLabel(Line.rtrim())) {
      append_range(Kept, Line);
      Kept.push_back('\n');
    }
    Ptx = Rest;
  }
  return Kept;
}

} // namespace

SmallVector<char, 0> emit(Module &M, TargetMachine &Machine, bool Assembly) {
  if (M.getTargetTriple().isNVPTX() || M.getTargetTriple().isAMDGCN())
    expandWideConversions();
  SmallVector<char, 0> Output;
  raw_svector_ostream Stream(Output);
  legacy::PassManager Passes;
  CodeGenFileType Type = Assembly ? CodeGenFileType::AssemblyFile : CodeGenFileType::ObjectFile;
  if (Machine.addPassesToEmitFile(Passes, Stream, nullptr, Type))
    reportFatalInternalError("this compiler's back end cannot write its own output format");
  Passes.run(M);
  if (Assembly && M.getTargetTriple().isNVPTX())
    return withoutDebugLabels(StringRef(Output.data(), Output.size()));
  return Output;
}

} // namespace offload
