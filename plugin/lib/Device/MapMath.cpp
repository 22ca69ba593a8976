//===- MapMath.cpp - math becomes calls of the GPU's math library -----------------------------===//

#include "offload/MapMath.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include <cmath>

using namespace llvm;

namespace offload {
namespace {

/// Functions of libm whose name is the library's too: `sin` is `__nv_sin`, `__nv_sinf`, `__ocml_sin_f64`, `__ocml_sin_f32`.
/// (CUDA Math API, chapter 1; ROCm-Device-Libs, doc/OCML.md.)
bool isLibraryFunction(StringRef Name) {
  static const StringSet<> Names = {"acos", "acosh", "asin",  "asinh", "atan", "atan2", "atanh", "cbrt",
                                    "cos",  "cosh",  "erf",   "erfc",  "exp",  "exp2",  "exp10", "expm1",
                                    "fdim", "fmod",  "hypot", "ldexp", "log",  "log10", "log1p", "log2",
                                    "pow",  "powi",  "sin",   "sinh",  "tan",  "tanh",  "tgamma"};
  return Names.contains(Name);
}

/// libm's functions with an intrinsic that every GPU selects exactly.
Intrinsic::ID nativeIntrinsic(StringRef Name) {
  static const StringMap<Intrinsic::ID> Natives = {
      {"sqrt", Intrinsic::sqrt},   {"fabs", Intrinsic::fabs},   {"floor", Intrinsic::floor},
      {"ceil", Intrinsic::ceil},   {"trunc", Intrinsic::trunc}, {"round", Intrinsic::round},
      {"rint", Intrinsic::rint},   {"fma", Intrinsic::fma},     {"roundeven", Intrinsic::roundeven},
      {"fmin", Intrinsic::minnum}, {"fmax", Intrinsic::maxnum}, {"copysign", Intrinsic::copysign}};
  return Natives.lookup(Name);
}

/// The base name of a math function: `sin` for the intrinsic `llvm.sin.f32` and for the symbols `sin` and `sinf`.
std::string baseName(const Function &F) {
  StringRef Name = F.getName();
  if (F.isIntrinsic())
    return Name.consume_front("llvm.") ? Name.split('.').first.str() : "";
  if (F.isDeclaration() && F.getReturnType()->isFloatTy())
    Name.consume_back("f");
  return F.isDeclaration() ? Name.str() : "";
}

class MathMapping {
public:
  explicit MathMapping(Module &M) : M(M), IsNvidia(M.getTargetTriple().isNVPTX()) {}

  bool replace(CallInst &Call) {
    Function *Callee = Call.getCalledFunction();
    if (Callee && isWideSaturatingConversion(Call))
      return replaceConversion(Call);
    if (!Callee || !Call.getType()->getScalarType()->isFloatingPointTy())
      return false;
    std::string Name = baseName(*Callee);
    Type *Scalar = Call.getType()->getScalarType();
    if (!Scalar->isFloatTy() && !Scalar->isDoubleTy())
      return false;
    IRBuilder<> Builder(&Call);
    Value *Result = nullptr;
    if (isLibraryFunction(Name)) {
      Result = perElement(Builder, Call, libraryFunction(Name, Call));
    } else if (Intrinsic::ID Native = nativeIntrinsic(Name); Native && !Callee->isIntrinsic()) {
      Result = Builder.CreateIntrinsic(Native, {Call.getType()}, SmallVector<Value *, 3>(Call.args()));
    }
    if (!Result)
      return false;
    Call.replaceAllUsesWith(Result);
    Call.eraseFromParent();
    return true;
  }

private:
  /// `as i128` of a float. LLVM expands the plain conversion in place, but not the saturating one.
  static bool isWideSaturatingConversion(const CallInst &Call) {
    Intrinsic::ID Id = Call.getIntrinsicID();
    return (Id == Intrinsic::fptosi_sat || Id == Intrinsic::fptoui_sat) && Call.getType()->isIntegerTy() &&
           Call.getType()->getIntegerBitWidth() > 64;
  }

  /// The nearest integer of the type; 0 for NaN (The Rust Reference, "Numeric cast").
  static bool replaceConversion(CallInst &Call) {
    IRBuilder<> Builder(&Call);
    bool IsSigned = Call.getIntrinsicID() == Intrinsic::fptosi_sat;
    Value *Float = Call.getArgOperand(0);
    Type *Integer = Call.getType(), *FloatType = Float->getType();
    unsigned Bits = Integer->getIntegerBitWidth();
    // Powers of two, exact in every float type that they fit into; beyond that they are infinite, which is as good.
    APInt Least = IsSigned ? APInt::getSignedMinValue(Bits) : APInt::getZero(Bits);
    APInt Greatest = IsSigned ? APInt::getSignedMaxValue(Bits) : APInt::getMaxValue(Bits);
    Constant *Beyond = ConstantFP::get(FloatType, IsSigned ? std::ldexp(1.0, Bits - 1) : std::ldexp(1.0, Bits));
    Constant *Lowest = ConstantFP::get(FloatType, IsSigned ? -std::ldexp(1.0, Bits - 1) : 0.0);
    Value *Plain = IsSigned ? Builder.CreateFPToSI(Float, Integer) : Builder.CreateFPToUI(Float, Integer);
    Value *Capped =
        Builder.CreateSelect(Builder.CreateFCmpOGE(Float, Beyond), ConstantInt::get(Integer, Greatest), Plain);
    Value *Result =
        Builder.CreateSelect(Builder.CreateFCmpOLE(Float, Lowest), ConstantInt::get(Integer, Least), Capped);
    Value *IsNan = Builder.CreateFCmpUNO(Float, Float);
    Result = Builder.CreateSelect(IsNan, ConstantInt::get(Integer, 0), Result);
    Call.replaceAllUsesWith(Result);
    Call.eraseFromParent();
    return true;
  }

  /// Where the libraries have names of their own.
  std::string libraryName(StringRef Name) const {
    if (Name == "powi")
      return IsNvidia ? "powi" : "pown";
    return Name.str();
  }

  FunctionCallee libraryFunction(StringRef Name, const CallInst &Call) {
    Type *Scalar = Call.getType()->getScalarType();
    bool IsFloat = Scalar->isFloatTy();
    std::string Base = libraryName(Name);
    std::string Symbol =
        IsNvidia ? "__nv_" + Base + (IsFloat ? "f" : "") : "__ocml_" + Base + (IsFloat ? "_f32" : "_f64");
    SmallVector<Type *, 3> Parameters;
    for (const Value *Argument : Call.args())
      Parameters.push_back(Argument->getType()->getScalarType());
    FunctionCallee Callee = M.getOrInsertFunction(Symbol, FunctionType::get(Scalar, Parameters, false));
    auto *F = cast<Function>(Callee.getCallee());
    F->setDoesNotThrow();
    F->setDoesNotAccessMemory();
    F->setWillReturn();
    return Callee;
  }

  static Value *perElement(IRBuilder<> &Builder, CallInst &Call, FunctionCallee Callee) {
    SmallVector<Value *, 3> Arguments(Call.args());
    auto *Vector = dyn_cast<FixedVectorType>(Call.getType());
    if (!Vector)
      return Builder.CreateCall(Callee, Arguments);
    Value *Result = PoisonValue::get(Vector);
    for (unsigned I = 0; I < Vector->getNumElements(); ++I) {
      SmallVector<Value *, 3> Elements;
      for (Value *Argument : Arguments)
        Elements.push_back(Argument->getType()->isVectorTy() ? Builder.CreateExtractElement(Argument, I) : Argument);
      Result = Builder.CreateInsertElement(Result, Builder.CreateCall(Callee, Elements), I);
    }
    return Result;
  }

  Module &M;
  bool IsNvidia;
};

} // namespace

PreservedAnalyses MapMathPass::run(Module &M, ModuleAnalysisManager &) {
  MathMapping Mapping(M);
  bool Changed = false;
  for (Function &F : M)
    for (Instruction &I : make_early_inc_range(instructions(F)))
      if (auto *Call = dyn_cast<CallInst>(&I))
        Changed |= Mapping.replace(*Call);
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
