//===- RedirectAllocations.cpp - a kernel allocates in the heap of its launch -----------------===//

#include "offload/RedirectAllocations.h"
#include "Lines/RustSymbols.h"
#include "Outline/ForwardCalls.h"
#include "Outline/InferredEffects.h"
#include "offload/Abi.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace offload {
namespace {

/// A symbol that the compiler makes for the global allocator (rustc_ast::expand::allocator), and what a kernel has instead.
struct AllocatorFunction {
  StringLiteral Path, Handler;
  /// The type: p for a pointer, n for a number; the result stands first, v for none.
  StringLiteral Signature;
  bool Returns = true;
};

const AllocatorFunction AllocatorFunctions[] = {
    {"7___rustc12___rust_alloc", abi::ALLOCATE, "pnn"},
    {"7___rustc19___rust_alloc_zeroed", abi::ALLOCATE_ZEROED, "pnn"},
    {"7___rustc14___rust_dealloc", abi::DEALLOCATE, "vpnn"},
    {"7___rustc14___rust_realloc", abi::REALLOCATE, "ppnnn"},
    {"7___rustc26___rust_alloc_error_handler", abi::ALLOCATION_FAILED, "vnn", /*Returns=*/false},
};

FunctionType *typeOf(StringRef Signature, LLVMContext &Context) {
  SmallVector<Type *, 5> Types;
  for (char C : Signature)
    Types.push_back(C == 'v'   ? Type::getVoidTy(Context)
                    : C == 'p' ? static_cast<Type *>(PointerType::get(Context, 0))
                               : Type::getInt64Ty(Context));
  return FunctionType::get(Types.front(), ArrayRef(Types).drop_front(), false);
}

} // namespace

void keepAllocatorCalls(Module &M) {
  for (Function &F : M)
    if (any_of(AllocatorFunctions, [&](const AllocatorFunction &Known) { return pathOf(F.getName()) == Known.Path; })) {
      F.removeFnAttr(Attribute::AlwaysInline);
      F.addFnAttr(Attribute::NoInline);
    }
}

PreservedAnalyses RedirectAllocationsPass::run(Module &M, ModuleAnalysisManager &) {
  SetVector<Function *> Changed;
  for (Function &F : M)
    for (const AllocatorFunction &Known : AllocatorFunctions) {
      FunctionType *Type = typeOf(Known.Signature, M.getContext());
      if (pathOf(F.getName()) != Known.Path || F.getFunctionType() != Type)
        continue;
      SmallVector<Value *, 4> Arguments(make_pointer_range(F.args()));
      (Known.Returns ? forwardTo : endIn)(F, M.getOrInsertFunction(Known.Handler, Type), Arguments);
      Changed.insert(&F);
    }
  forgetEffects(Changed, M);
  return PreservedAnalyses::none();
}

} // namespace offload
