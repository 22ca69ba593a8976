//===- MapMath.cpp - math becomes calls of the GPU's math library -----------------------------===//

#include "offload/MapMath.h"
#include "Gpu/GpuDialect.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include <cmath>

using namespace llvm;

namespace offload {
namespace {

/// Whether the math libraries have libm's function \p Name under that name: `sin` is `__nv_sin`, `__nv_sinf`,
/// `__ocml_sin_f64`, `__ocml_sin_f32`. (CUDA Math API, chapter 1; ROCm-Device-Libs, doc/OCML.md.)
bool hasLibraryFunction(StringRef Name) {
  static const StringSet<> Names = {"acos", "acosh", "asin",  "asinh", "atan", "atan2", "atanh", "cbrt",
                                    "cos",  "cosh",  "erf",   "erfc",  "exp",  "exp2",  "exp10", "expm1",
                                    "fdim", "fmod",  "hypot", "ldexp", "log",  "log10", "log1p", "log2",
                                    "pow",  "powi",  "sin",   "sinh",  "tan",  "tanh",  "tgamma"};
  return Names.contains(Name);
}

/// The intrinsic for a function of libm that every GPU selects exactly.
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
  MathMapping(Module &M, const GpuDialect &Dialect) : M(M), Dialect(Dialect) {}

  bool replace(CallInst &Call) {
    Function *Callee = Call.getCalledFunction();
    if (Callee && isWideSaturatingConversion(Call))
      return replaceConversion(Call);
    if (!Callee || !Call.getType()->getScalarType()->isFloatingPointTy())
      return false;
    std::string Name = baseName(*Callee);
    Type *Scalar = Call.getType()->getScalarType();
    bool IsHalf = Scalar->isHalfTy() && hasLibraryFunction(Name);
    if (!Scalar->isFloatTy() && !Scalar->isDoubleTy() && !IsHalf)
      return false;
    IRBuilder<> Builder(&Call);
    SmallVector<Value *, 3> Arguments(Call.args());
    Value *Result = nullptr;
    if (IsHalf) {
      Result = overSingle(Builder, Name, Call.getType(), Arguments);
    } else if (hasLibraryFunction(Name)) {
      Result = perElement(Builder, Name, Call.getType(), Arguments);
    } else if (isLogarithmOfGamma(Call, *Callee)) {
      Result = logarithmOfGamma(Builder, Call);
    } else if (Intrinsic::ID Native = nativeIntrinsic(Name); Native && !Callee->isIntrinsic()) {
      Result = Builder.CreateIntrinsic(Native, {Call.getType()}, Arguments);
    }
    if (!Result)
      return false;
    Call.replaceAllUsesWith(Result);
    Call.eraseFromParent();
    return true;
  }

  /// `%` of floats is exact. NVPTX expands the instruction to `x - trunc(x / y) * y`, whose result is entirely wrong
  /// for large quotients.
  bool replace(BinaryOperator &Remainder) {
    Type *Scalar = Remainder.getType()->getScalarType();
    bool IsHalf = Scalar->isHalfTy();
    if (Remainder.getOpcode() != Instruction::FRem || (!Scalar->isFloatTy() && !Scalar->isDoubleTy() && !IsHalf))
      return false;
    IRBuilder<> Builder(&Remainder);
    Value *Operands[] = {Remainder.getOperand(0), Remainder.getOperand(1)};
    Remainder.replaceAllUsesWith(IsHalf ? overSingle(Builder, "fmod", Remainder.getType(), Operands)
                                        : perElement(Builder, "fmod", Remainder.getType(), Operands));
    Remainder.eraseFromParent();
    return true;
  }

private:
  /// `lgamma_r(x, &sign)`, which `ln_gamma` calls.
  static bool isLogarithmOfGamma(const CallInst &Call, const Function &Callee) {
    return Callee.isDeclaration() && (Callee.getName() == "lgamma_r" || Callee.getName() == "lgammaf_r") &&
           Call.arg_size() == 2 && Call.getArgOperand(1)->getType()->isPointerTy();
  }

  /// The libraries' own `lgamma` returns no sign. The gamma function is negative between -1 and 0, -3 and -2, and so
  /// on, and at -0.
  Value *logarithmOfGamma(IRBuilder<> &Builder, CallInst &Call) {
    Value *X = Call.getArgOperand(0);
    Type *Float = X->getType();
    Value *Zero = ConstantFP::get(Float, 0.0);
    Value *Floor = Builder.CreateUnaryIntrinsic(Intrinsic::floor, X);
    Value *Half = Builder.CreateFMul(Floor, ConstantFP::get(Float, 0.5));
    Value *IsOdd = Builder.CreateFCmpONE(Half, Builder.CreateUnaryIntrinsic(Intrinsic::floor, Half));
    Value *IsBelow = Builder.CreateFCmpOLT(X, Zero);
    Value *Sign =
        Builder.CreateFCmpOLT(Builder.CreateBinaryIntrinsic(Intrinsic::copysign, ConstantFP::get(Float, 1.0), X), Zero);
    Value *IsNegativeZero = Builder.CreateAnd(Builder.CreateFCmpOEQ(X, Zero), Sign);
    Value *IsNegative = Builder.CreateOr(Builder.CreateAnd(IsBelow, IsOdd), IsNegativeZero);
    Builder.CreateStore(Builder.CreateSelect(IsNegative, Builder.getInt32(-1), Builder.getInt32(1)),
                        Call.getArgOperand(1));
    return perElement(Builder, "lgamma", Float, {X});
  }

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
    // Powers of two, exact in every float type that they fit into; in a type that is too small they are infinite, which
    // is equally correct.
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

  FunctionCallee libraryFunction(StringRef Name, Type *Scalar, ArrayRef<Value *> Arguments) {
    std::string Symbol = Dialect.librarySymbol(Name, Scalar->isFloatTy());
    SmallVector<Type *, 3> Parameters;
    for (const Value *Argument : Arguments)
      Parameters.push_back(Argument->getType()->getScalarType());
    FunctionCallee Callee = M.getOrInsertFunction(Symbol, FunctionType::get(Scalar, Parameters, false));
    auto *F = cast<Function>(Callee.getCallee());
    F->setDoesNotThrow();
    F->setDoesNotAccessMemory();
    F->setWillReturn();
    return Callee;
  }

  /// Calls the library's function \p Name, once for each element of a vector.
  Value *perElement(IRBuilder<> &Builder, StringRef Name, Type *ResultType, ArrayRef<Value *> Arguments) {
    FunctionCallee Callee = libraryFunction(Name, ResultType->getScalarType(), Arguments);
    auto *Vector = dyn_cast<FixedVectorType>(ResultType);
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

  /// Calls the function for `f32` and rounds the result: `f16` has no functions of its own, on the host either.
  Value *overSingle(IRBuilder<> &Builder, StringRef Name, Type *HalfType, ArrayRef<Value *> Arguments) {
    Type *Single = HalfType->getWithNewType(Builder.getFloatTy());
    SmallVector<Value *, 3> Wide;
    for (Value *Argument : Arguments)
      Wide.push_back(Argument->getType() == HalfType ? Builder.CreateFPExt(Argument, Single) : Argument);
    return Builder.CreateFPTrunc(perElement(Builder, Name, Single, Wide), HalfType);
  }

  Module &M;
  const GpuDialect &Dialect;
};

} // namespace

PreservedAnalyses MapMathPass::run(Module &M, ModuleAnalysisManager &) {
  const GpuDialect *Dialect = gpuDialect(M);
  if (!Dialect)
    return PreservedAnalyses::all();
  MathMapping Mapping(M, *Dialect);
  bool Changed = false;
  for (Function &F : M)
    for (Instruction &I : make_early_inc_range(instructions(F))) {
      if (auto *Call = dyn_cast<CallInst>(&I))
        Changed |= Mapping.replace(*Call);
      else if (auto *Operator = dyn_cast<BinaryOperator>(&I))
        Changed |= Mapping.replace(*Operator);
    }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace offload
