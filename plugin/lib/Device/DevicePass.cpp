//===- DevicePass.cpp - the device pass over a merged program --------------------------------------------------------===//

#include "offload/DevicePass.h"
#include "offload/Artifact.h"
#include "offload/CpuTarget.h"
#include "offload/Diagnostics.h"
#include "offload/OutlineKernels.h"
#include "offload/RedirectPanics.h"
#include "offload/StripHost.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

namespace offload {
namespace {

const uint8_t *bytes(const SmallVectorImpl<char> &Data) { return reinterpret_cast<const uint8_t *>(Data.data()); }

SmallVector<char, 0> bitcodeOf(const Module &M) {
  SmallVector<char, 0> Bitcode;
  raw_svector_ostream Stream(Bitcode);
  WriteBitcodeToFile(M, Stream);
  return Bitcode;
}

void dump(const Module &M, const OffloadOptions &Options) {
  SmallVector<char, 0> Bitcode = bitcodeOf(M);
  Options.dump_module(Options.context, M.getModuleIdentifier().c_str(), bytes(Bitcode), Bitcode.size());
}

class DeviceCompilation {
public:
  DeviceCompilation(Module &M, const OffloadOptions &Options) : M(M), Options(Options) {}

  /// The image of target "cpu", or nothing after an error.
  std::optional<DeviceImage> compileCpu() {
    std::string Level = hostCpuLevel();
    DeviceImage Image{M.getTargetTriple().str(), Level, {}, featuresOfLevel(Level)};
    std::string Key = cacheKey(Level);
    if (std::optional<SmallVector<char, 0>> Known = load(Key)) {
      Image.Bytes = std::move(*Known);
      return Image;
    }
    std::unique_ptr<TargetMachine> Machine = makeCpuMachine(M, Level);
    if (!Machine) {
      reportError(M.getContext(), {ErrorId::DeviceTool, {"cpu", "this compiler has no back end for the host"}, "", {}});
      return std::nullopt;
    }
    std::unique_ptr<Module> Clone = CloneModule(M);
    if (!prepareForCpu(*Clone, *Machine))
      return std::nullopt;
    SmallVector<char, 0> Object = emitObject(*Clone, *Machine);
    OffloadBytes Result{};
    bool Linked = Options.link_cpu_image(Options.context, bytes(Object), Object.size(), &Result);
    Image.Bytes = take(Result);
    if (!Linked) {
      std::string Message(Image.Bytes.data(), Image.Bytes.size());
      reportError(M.getContext(), {ErrorId::DeviceTool, {"cpu", Message}, "", {}});
      return std::nullopt;
    }
    Options.store_image(Options.context, Key.c_str(), bytes(Image.Bytes), Image.Bytes.size());
    return Image;
  }

private:
  SmallVector<char, 0> take(OffloadBytes Bytes) {
    SmallVector<char, 0> Copy(Bytes.data, Bytes.data + Bytes.length);
    Options.release(Options.context, Bytes);
    return Copy;
  }

  std::optional<SmallVector<char, 0>> load(const std::string &Key) {
    OffloadBytes Result{};
    if (!Options.load_image(Options.context, Key.c_str(), &Result))
      return std::nullopt;
    return take(Result);
  }

  /// Names an image by what it is made from: the device module and everything that decides what becomes of it.
  std::string cacheKey(StringRef Target) {
    SmallVector<char, 0> Bitcode = bitcodeOf(M);
    SHA256 Hash;
    Hash.update(ArrayRef(bytes(Bitcode), Bitcode.size()));
    Hash.update(Target);
    Hash.update(std::to_string(Options.config));
    return toHex(Hash.final(), /*LowerCase=*/true);
  }

  Module &M;
  const OffloadOptions &Options;
};

} // namespace

PreservedAnalyses DevicePass::run(Module &M, ModuleAnalysisManager &MAM) {
  if (Options.dump_module)
    dump(M, Options);
  SmallVector<Kernel, 4> Kernels = recordedKernels(M);
  RedirectPanicsPass().run(M, MAM);
  OutlineKernelsPass().run(M, MAM);
  StripHostPass().run(M, MAM);
  stripNonLineTableDebugInfo(M);

  DeviceCompilation Compilation(M, Options);
  SmallVector<DeviceImage, 2> Images;
  for (StringRef Target : split(Options.targets, ',')) {
    if (Target != "cpu") {
      reportError(M.getContext(), {ErrorId::UnknownTarget, {Target.str()}, "", {}});
      continue;
    }
    if (std::optional<DeviceImage> Image = Compilation.compileCpu())
      Images.push_back(std::move(*Image));
  }
  emptyModule(M);
  writeArtifact(M, Kernels, Images, Options.config);
  return PreservedAnalyses::none();
}

} // namespace offload
