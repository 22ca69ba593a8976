//===- RedirectPanics.cpp - a kernel's panic goes to the user crate's handlers ----------------===//

#include "offload/RedirectPanics.h"
#include "Lines/RustSymbols.h"
#include "Lines/SourcePlaces.h"
#include "Outline/ForwardCalls.h"
#include "Outline/InferredEffects.h"
#include "offload/Abi.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// A panic function of core whose message needs no formatting on the device.
struct LightPanic {
  StringLiteral Path;
  /// `PANIC_INDEX` and so on, for `PANIC_OPERANDS_HANDLER`; `PANIC_MESSAGE` for a text and `PANIC_TEXT_HANDLER`.
  uint32_t Kind;
  unsigned Operands;
};

const LightPanic LightPanics[] = {
    {"4core9panicking18panic_bounds_check", abi::PANIC_INDEX, 2},
    {"4core5slice5index16slice_index_fail", abi::PANIC_RANGE, 3},
    {"4core5slice20copy_from_slice_impl17len_mismatch_fail", abi::PANIC_COPY, 2},
    {"4core6option13expect_failed", abi::PANIC_MESSAGE, 2},
    // `panic!("text")` in crates of the editions before 2021: begin_panic::<&str>.
    {"3std9panicking11begin_panicReE", abi::PANIC_MESSAGE, 2},
};

class Redirection {
public:
  explicit Redirection(Module &M)
      : M(M), Void(Type::getVoidTy(M.getContext())), Ptr(PointerType::get(M.getContext(), 0)),
        I32(Type::getInt32Ty(M.getContext())), I64(Type::getInt64Ty(M.getContext())) {}

  void run() {
    for (Function &F : M) {
      StringRef Path = pathBelowCrate(F.getName());
      if (isBeginUnwind(F.getName(), Path) && F.arg_size() == 1) {
        end(F, M.getOrInsertFunction(abi::PANIC_HANDLER, Void, Ptr), {F.getArg(0)});
        beInlined(F);
      } else if (Path == "4core9panicking9panic_fmt")
        beInlined(F);
      for (const LightPanic &Light : LightPanics)
        if (isPath(Path, Light.Path) && takes(F, Light))
          redirect(F, Light);
    }
    if (Function *Handler = M.getFunction(abi::PANIC_HANDLER); Handler && !Handler->isDeclaration())
      beInlined(*Handler);
    redirectTraps();
    forgetEffects(Changed, M);
  }

private:
  /// The lang item where all of core's panics end. Older compilers do not mangle its name.
  static bool isBeginUnwind(StringRef Symbol, StringRef Path) {
    return Symbol == "rust_begin_unwind" || Path == "7___rustc17rust_begin_unwind";
  }

  /// A known path that ends in generic arguments (`E`) matches the instance in any crate.
  static bool isPath(StringRef Path, StringRef LightPath) {
    return Path == LightPath || (LightPath.ends_with("E") && Path.starts_with(LightPath));
  }

  /// Inlining brings the code that builds the message and the code that consumes it into one function, where LLVM sees
  /// that a constant message is constant.
  static void beInlined(Function &F) {
    if (F.isDeclaration())
      return;
    F.removeFnAttr(Attribute::NoInline);
    F.removeFnAttr(Attribute::OptimizeNone);
    F.addFnAttr(Attribute::AlwaysInline);
  }

  /// Whether \p F has the signature that the table means. Functions of another version of core stay unchanged.
  bool takes(const Function &F, const LightPanic &Light) const {
    FunctionType *Ty = F.getFunctionType();
    if (Ty->getNumParams() != Light.Operands + 1 || !Ty->getParamType(Light.Operands)->isPointerTy())
      return false;
    for (unsigned I = 0; I < Light.Operands; ++I)
      if (Ty->getParamType(I) != (Light.Kind == abi::PANIC_MESSAGE && I == 0 ? Ptr : I64))
        return false;
    return true;
  }

  void redirect(Function &F, const LightPanic &Light) {
    SmallVector<Value *, 5> Arguments;
    if (Light.Kind == abi::PANIC_MESSAGE) {
      append_range(Arguments, make_pointer_range(F.args()));
      return end(F, M.getOrInsertFunction(abi::PANIC_TEXT_HANDLER, Void, Ptr, I64, Ptr), Arguments);
    }
    Arguments.push_back(ConstantInt::get(I32, Light.Kind));
    for (unsigned I = 0; I < 3; ++I)
      Arguments.push_back(I < Light.Operands ? static_cast<Value *>(F.getArg(I)) : ConstantInt::get(I64, 0));
    Arguments.push_back(F.getArg(Light.Operands));
    end(F, M.getOrInsertFunction(abi::PANIC_OPERANDS_HANDLER, Void, I32, I64, I64, I64, Ptr), Arguments);
  }

  void end(Function &F, FunctionCallee Handler, ArrayRef<Value *> Arguments) {
    endIn(F, Handler, Arguments);
    Changed.insert(&F);
  }

  /// Replaces traps, to which `core::intrinsics::abort` and unreachable code compile: a trap would end the process, or
  /// the driver's context on a GPU. A trap has no message and no location of its own; the debug information has the
  /// place.
  void redirectTraps() {
    Function *Trap = Intrinsic::getDeclarationIfExists(&M, Intrinsic::trap);
    if (!Trap)
      return;
    FunctionCallee Handler = M.getOrInsertFunction(abi::ABORT_HANDLER, Void, Ptr, I64, I32, I32);
    for (User *U : make_early_inc_range(Trap->users())) {
      auto *Call = cast<CallBase>(U);
      const DILocation *Location = userLocationOf(*Call);
      IRBuilder<> Builder(Call);
      Value *File = ConstantPointerNull::get(cast<PointerType>(Ptr));
      if (Location)
        File = Builder.CreateGlobalString(Location->getFilename(), "file", 0, &M, /*AddNull=*/false);
      uint64_t Length = Location ? Location->getFilename().size() : 0;
      uint32_t Line = Location ? Location->getLine() : 0, Column = Location ? Location->getColumn() : 0;
      Value *Arguments[] = {File, ConstantInt::get(I64, Length), ConstantInt::get(I32, Line),
                            ConstantInt::get(I32, Column)};
      Builder.CreateCall(Handler, Arguments)->setDoesNotReturn();
      // A trap only touches memory that no program can see, but the handler writes the report.
      Changed.insert(Call->getFunction());
      Call->eraseFromParent();
    }
  }

  Module &M;
  Type *Void, *Ptr, *I32, *I64;
  SetVector<Function *> Changed;
};

} // namespace

PreservedAnalyses RedirectPanicsPass::run(Module &M, ModuleAnalysisManager &) {
  Redirection(M).run();
  return PreservedAnalyses::none();
}

} // namespace offload
