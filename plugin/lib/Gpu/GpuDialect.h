//===- GpuDialect.h - what the GPUs of one vendor call things ---------------------------------===//
//
// Passes for GPUs are the same for all vendors; they ask the dialect of the module's triple about the differences. Each
// vendor has one file with its dialect and its target (Nvidia.cpp, Amd.cpp). A third vendor is a third file, and a line
// each in GpuDialect.cpp and Targets.cpp.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/CallingConv.h"
#include "llvm/IR/Intrinsics.h"
#include <string>

namespace llvm {
class AtomicRMWInst;
class AttrBuilder;
class Function;
class Module;
class Triple;
class Type;
} // namespace llvm

namespace offload {

/// Shared memory of a block, on the targets of all vendors.
inline constexpr unsigned SharedAddressSpace = 3;

class GpuDialect {
public:
  virtual ~GpuDialect() = default;

  // --- Threads ---

  /// The thread's number in its block, and the block's number in the grid, both along x, in 32 bits.
  virtual llvm::Intrinsic::ID threadId() const = 0;
  virtual llvm::Intrinsic::ID blockId() const = 0;
  /// Ends the thread, or all threads that run in step with it.
  virtual llvm::Intrinsic::ID exit() const = 0;

  // --- Entries ---

  virtual llvm::CallingConv::ID kernelCallingConvention() const = 0;
  /// Tells the back end that blocks of \p Entry have at most \p Threads threads. Otherwise a kernel may get more
  /// registers than a large block has, and the runtime would shrink the block without a word.
  virtual void limitBlock(llvm::Function &Entry, llvm::StringRef Threads) const = 0;
  /// Address space of a pointer to memory among an entry's arguments.
  virtual unsigned argumentAddressSpace() const = 0;
  /// Says that a parameter is such memory, of type \p Values.
  virtual void passInArguments(llvm::AttrBuilder &Parameter, llvm::Type *Values) const = 0;

  // --- Memory ---

  /// Bytes of stack that a thread has at most.
  virtual uint64_t stackBytes() const = 0;
  /// Synchronisation scope of all threads of the device.
  virtual llvm::StringRef deviceScope() const = 0;
  /// Lets hardware perform \p Update by itself. The memory is this device's own; float additions promise nothing about
  /// subnormal numbers.
  virtual void allowNative(llvm::AtomicRMWInst &Update) const {}
  /// Whether the initialiser of a static may lead back to it.
  virtual bool hasCircularStatics() const { return true; }

  // --- Functions ---

  /// The symbol in the math library of libm's function \p Name (or `powi`), for floats of 32 or of 64 bits.
  virtual std::string librarySymbol(llvm::StringRef Name, bool IsFloat32) const = 0;
  virtual bool isLibrarySymbol(llvm::StringRef Symbol) const = 0;
  /// Whether the driver provides the function with this symbol.
  virtual bool providesFunction(llvm::StringRef Symbol) const { return false; }

  // --- Numbers ---

  /// Whether the instructions that change a float's sign keep the other bits of a NaN.
  virtual bool keepsNanBits() const { return true; }
};

/// The dialect of the GPUs that \p M is for; null if it is not for GPUs.
const GpuDialect *gpuDialect(const llvm::Module &M);

// One per vendor; null where the triple is another's.
const GpuDialect *nvidiaDialect(const llvm::Triple &Target);
const GpuDialect *amdDialect(const llvm::Triple &Target);

} // namespace offload
