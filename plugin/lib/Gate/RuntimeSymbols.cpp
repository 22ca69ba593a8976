//===- RuntimeSymbols.cpp - functions that a device has without our providing them ------------===//

#include "Gate/RuntimeSymbols.h"
#include "Gpu/GpuDialect.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace offload {

namespace {

bool isInCLibrary(StringRef Symbol) {
  // The functions of libm that std's `f32` and `f64` methods call (library/std/src/sys/cmath.rs) and that LLVM's math
  // intrinsics become; each also with the suffix `f`.
  static const StringSet<> Math = {"acos",   "acosh", "asin",  "asinh", "atan", "atan2",  "atanh", "cbrt",      "ceil",
                                   "cos",    "cosh",  "erf",   "erfc",  "exp",  "exp2",   "exp10", "expm1",     "fabs",
                                   "fdim",   "floor", "fma",   "fmax",  "fmin", "fmod",   "hypot", "ldexp",     "frexp",
                                   "log",    "log10", "log1p", "log2",  "pow",  "rint",   "round", "roundeven", "sin",
                                   "sincos", "sinh",  "sqrt",  "tan",   "tanh", "tgamma", "trunc", "nearbyint"};
  static const StringSet<> Memory = {"memcpy", "memmove", "memset",  "memcmp", "bcmp",           "strlen",
                                     "malloc", "calloc",  "realloc", "free",   "posix_memalign", "aligned_alloc"};
  if (Memory.contains(Symbol) || Math.contains(Symbol) || Symbol == "lgamma_r" || Symbol == "lgammaf_r")
    return true;
  return Symbol.consume_back("f") && Math.contains(Symbol);
}

} // namespace

bool isRuntimeSymbol(StringRef Symbol, const GpuDialect *Dialect) {
  return Dialect ? Dialect->providesFunction(Symbol) : isInCLibrary(Symbol);
}

} // namespace offload
