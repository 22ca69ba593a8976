//===- TargetPasses.cpp - running passes with the analyses of a target ------------------------===//

#include "Grid/TargetPasses.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace offload {
namespace {

/// LLVM's VerifierPass prints what is wrong and then ends the compiler without it; here the end says it.
struct VerifyPass : PassInfoMixin<VerifyPass> {
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    std::string Problem;
    raw_string_ostream Stream(Problem);
    if (verifyModule(M, &Stream))
      reportFatalInternalError(Twine("broken code: ") + Problem);
    return PreservedAnalyses::all();
  }
  static bool isRequired() { return true; }
};

} // namespace

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
  Passes.addPass(VerifyPass());
  Add(Builder, Passes);
  Passes.addPass(VerifyPass());
  Passes.run(M, MAM);
}

void addPasses(PassBuilder &Builder, ModulePassManager &Passes, StringRef Pipeline) {
  cantFail(Builder.parsePassPipeline(Passes, Pipeline));
}

} // namespace offload
