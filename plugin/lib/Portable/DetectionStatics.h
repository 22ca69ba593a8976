//===- DetectionStatics.h - statics that remember what the host's processor has ---------------===//
#pragma once

namespace llvm {
class Module;
} // namespace llvm

namespace offload {

/// Makes constants of the statics of \p M that only remember detection, with the value of one that has not happened yet,
/// and erases the stores. Who loads them detects each time, which costs nothing where detection is a constant.
///
/// That is an execution which the program allows, the one in which nobody has detected yet, as two things hold of such a
/// static. What is stored to it is chosen by the processor's answer and constants alone. And who finds it as it was at
/// first does nothing but detect, and store it: it calls the function that the static holds, or runs code behind a branch,
/// and uses what it has loaded in no other way. Other statics stay as they are, and offload-gate refuses them.
bool forgetDetection(llvm::Module &M);

} // namespace offload
