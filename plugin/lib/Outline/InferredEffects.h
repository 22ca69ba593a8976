//===- InferredEffects.h - what LLVM inferred from code that has changed since -----------------===//
//
// LLVM writes down on functions and calls what it finds out about their code: that it touches no memory, returns, does not
// synchronise. A thread id is declared to touch none, for instance, so neither does a function that computes with ids. Where a
// pass gives such a function other code, the words outlive the code that they are true of, and the optimiser believes them: it
// moves calls out of loops, and stores that nobody seems to read.
//
// So a pass that changes what existing functions do ends in `forgetEffects`. Passes that only take effects away (a fence, a
// question to the processor) need not: what was inferred stays true, if less than could be.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/SetVector.h"

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace offload {

/// Takes what was inferred from their code off the \p Changed functions of \p M, off everything that may reach one of them by
/// calls, and off these calls. LLVM's own passes infer it anew. Adds the callers to \p Changed.
///
/// Attributes of parameters and results stay: they are rustc's promises, and no pass here makes a function use its parameters
/// in another way.
void forgetEffects(llvm::SetVector<llvm::Function *> &Changed, llvm::Module &M);

} // namespace offload
