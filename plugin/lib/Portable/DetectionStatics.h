//===- DetectionStatics.h - statics that remember what the host's processor has ---------------===//
#pragma once

namespace llvm {
class Module;
} // namespace llvm

namespace offload {

/// Turns the statics of \p M that only remember detection into constants, with their initial value, and erases the
/// stores. Code that loads them then detects each time, which costs nothing because detection is a constant.
///
/// The program allows this execution: it is the one in which nobody has detected yet, because two things hold for such
/// a static. First, only the processor's answer and constants choose the values that are stored to it. Second, code
/// that loads the initial value does nothing but detect, and store the result: it calls the function that the static
/// holds, or runs code behind a branch, and uses the loaded value in no other way. Other statics stay unchanged, and
/// offload-gate refuses them.
bool forgetDetection(llvm::Module &M);

} // namespace offload
