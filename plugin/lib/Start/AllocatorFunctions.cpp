//===- AllocatorFunctions.cpp - the functions through which Rust allocates --------------------===//

#include "Start/AllocatorFunctions.h"
#include "Lines/RustSymbols.h"
#include "offload/Abi.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Function.h"

using namespace llvm;

namespace offload {

static const AllocatorFunction AllocatorFunctions[] = {
    {"7___rustc12___rust_alloc", abi::ALLOCATE, "pnn"},
    {"7___rustc19___rust_alloc_zeroed", abi::ALLOCATE_ZEROED, "pnn"},
    {"7___rustc14___rust_dealloc", abi::DEALLOCATE, "vpnn"},
    {"7___rustc14___rust_realloc", abi::REALLOCATE, "ppnnn"},
    {"7___rustc26___rust_alloc_error_handler", abi::ALLOCATION_FAILED, "vnn", /*Returns=*/false},
};

FunctionType *AllocatorFunction::type(LLVMContext &Context) const {
  SmallVector<Type *, 5> Types;
  for (char C : Signature)
    Types.push_back(C == 'v'   ? Type::getVoidTy(Context)
                    : C == 'p' ? static_cast<Type *>(PointerType::get(Context, 0))
                               : Type::getInt64Ty(Context));
  return FunctionType::get(Types.front(), ArrayRef(Types).drop_front(), false);
}

const AllocatorFunction *allocatorFunction(const Function &F) {
  StringRef Path = pathBelowCrate(F.getName());
  const AllocatorFunction *Row =
      find_if(AllocatorFunctions, [&](const AllocatorFunction &Row) { return Row.Path == Path; });
  return Row == std::end(AllocatorFunctions) ? nullptr : Row;
}

} // namespace offload
