//===- TargetPasses.cpp - running passes with the analyses of a target ------------------------===//

#include "offload/TargetPasses.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace offload {

void runPasses(Module &M, TargetMachine &Machine, function_ref<void(PassBuilder &, ModulePassManager &)> Add) {
  PassBuilder Builder(&Machine);
  LoopAnalysisManager LAM;
  FunctionAnalysisManager FAM;
  CGSCCAnalysisManager CGAM;
  ModuleAnalysisManager MAM;
  Builder.registerModuleAnalyses(MAM);
  Builder.registerCGSCCAnalyses(CGAM);
  Builder.registerFunctionAnalyses(FAM);
  Builder.registerLoopAnalyses(LAM);
  Builder.crossRegisterProxies(LAM, FAM, CGAM, MAM);
  ModulePassManager Passes;
  Passes.addPass(VerifierPass());
  Add(Builder, Passes);
  Passes.addPass(VerifierPass());
  Passes.run(M, MAM);
}

void addPasses(PassBuilder &Builder, ModulePassManager &Passes, StringRef Pipeline) {
  cantFail(Builder.parsePassPipeline(Passes, Pipeline));
}

} // namespace offload
