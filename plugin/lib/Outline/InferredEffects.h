//===- InferredEffects.h - what LLVM inferred from code that has changed since -----------------===//
//
// LLVM annotates functions and calls with facts that it infers from their code: that it touches no memory, returns,
// does not synchronise. A thread id is declared to touch no memory, for instance, so a function that computes with ids
// does not either. If a pass gives such a function other code, the attributes outlive the code that they hold for, and
// the optimiser believes them: it moves calls out of loops, and stores that nobody seems to read.
//
// So a pass that changes the effects of existing functions ends in `forgetEffects`. Passes that only remove effects (a
// fence, a question to the processor) need not: the inferred facts still hold, although more could be inferred.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/SetVector.h"

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace offload {

/// Removes the inferred attributes of the \p Changed functions of \p M, of all functions that may reach one of them by
/// calls, and of these calls. LLVM's own passes infer them anew. Adds the callers to \p Changed.
///
/// Attributes of parameters and results stay: they are rustc's promises, and no pass here makes a function use its
/// parameters in another way.
void forgetEffects(llvm::SetVector<llvm::Function *> &Changed, llvm::Module &M);

} // namespace offload
