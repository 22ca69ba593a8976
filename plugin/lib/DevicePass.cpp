//===- DevicePass.cpp - the device pass over a merged program ---------------------------------===//

#include "DevicePass.h"
#include "Contract/Artifact.h"
#include "Contract/KernelBody.h"
#include "Diagnostics/Diagnostics.h"
#include "Emit.h"
#include "Lines/Listing.h"
#include "Targets.h"
#include "WorkApart.h"
#include "offload/Abi.h"
#include "offload/LiftLocations.h"
#include "offload/MakeLineTables.h"
#include "offload/Pipeline.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include <array>

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

/// Writes \p Content to the file `<module><Suffix>` for people.
void dump(const Module &M, const OffloadOptions &Options, const Twine &Suffix, ArrayRef<char> Content) {
  std::string Name = (M.getModuleIdentifier() + Suffix).str();
  Options.dump(Name.c_str(), reinterpret_cast<const uint8_t *>(Content.data()), Content.size());
}

void removeModuleFlag(Module &M, StringRef Name) {
  NamedMDNode *Flags = M.getModuleFlagsMetadata();
  if (!Flags)
    return;
  auto IsKept = [&](const MDNode *Flag) { return cast<MDString>(Flag->getOperand(1))->getString() != Name; };
  SmallVector<MDNode *, 16> Kept(make_filter_range(Flags->operands(), IsKept));
  Flags->clearOperands();
  for (MDNode *Flag : Kept)
    Flags->addOperand(Flag);
}

/// Hashes \p M without the parts that host code changes and no image depends on: checksums of source files, and names,
/// which merging modules numbers. Has to run before anything is compiled: bitcode lists the metadata kinds of the whole
/// context, and back ends add some.
std::array<uint8_t, 32> hashOf(const Module &M) {
  std::unique_ptr<Module> Bare = CloneModule(M);
  ModuleAnalysisManager None;
  MakeLineTablesPass().run(*Bare, None);
  // The number of all targets says nothing about one of them.
  removeModuleFlag(*Bare, abi::CONFIG_FLAG);
  Bare->setModuleIdentifier("");
  Bare->setSourceFileName("");
  for (GlobalObject &Object : Bare->global_objects())
    if (Object.hasLocalLinkage())
      Object.setName("");
  SmallVector<char, 0> Bitcode = bitcodeOf(*Bare);
  return SHA256::hash(ArrayRef(bytes(Bitcode), Bitcode.size()));
}

class DeviceCompilation {
public:
  DeviceCompilation(Module &M, ArrayRef<Kernel> Kernels, const OffloadOptions &Options)
      : M(M), Kernels(Kernels), Options(Options), ModuleHash(hashOf(M)) {}

  /// The image for \p Target, or nothing after an error.
  std::optional<DeviceImage> compileFor(const DeviceTarget &Target) {
    DeviceImage Image{Target.Triple, Target.Arch, {}, Target.featuresFor(M)};
    std::string Key = cacheKey(Target);
    // The cache has no listings.
    if (std::optional<SmallVector<char, 0>> Cached = Options.dump ? std::nullopt : load(Target, Key)) {
      Image.Bytes = std::move(*Cached);
      return Image;
    }
    bool Warned = false;
    Expected<SmallVector<char, 0>> Bytes = compile(Target, Warned);
    if (!Bytes) {
      if (std::string Problem = toString(Bytes.takeError()); !Problem.empty())
        reportError(M.getContext(), {ErrorId::DeviceTool, {Target.Name, Problem}, "", {}});
      return std::nullopt;
    }
    Image.Bytes = std::move(*Bytes);
    if (!Warned)
      Options.store_image(Target.Name.c_str(), Key.c_str(), bytes(Image.Bytes), Image.Bytes.size());
    return Image;
  }

private:
  /// An error without a text if the problem was reported already. \p Warned as in Options.h.
  Expected<SmallVector<char, 0>> compile(const DeviceTarget &Target, bool &Warned) {
    std::unique_ptr<TargetMachine> Machine = Target.makeMachine();
    if (!Machine)
      return createStringError("this compiler was built without a back end for " + Target.Triple);
    WorkedApart All = workApart(Options, M, [&] { return generate(CloneModule(M), Target, *Machine); });
    if (!All.End.empty())
      reportKernelsThatEnd(Target, *Machine, All.End);
    if (All.Output.empty())
      return createStringError("");
    OffloadBytes Result{};
    bool Made = Options.make_image(Target.Name.c_str(), bytes(All.Output), All.Output.size(), &Result, &Warned);
    return bytesOrMessage(Made, Result);
  }

  /// The back end's output for \p Device; nothing after errors.
  SmallVector<char, 0> generate(std::unique_ptr<Module> Device, const DeviceTarget &Target, TargetMachine &Machine) {
    ModuleAnalysisManager None;
    auto Library = [&] { return deviceLibrary(Target); };
    DeviceTargetPass(Target, Library).run(*Device, None);
    if (isRefused(*Device))
      return {};
    if (Options.dump)
      dumpListings(*Device, Machine, Target);
    MakeLineTablesPass(Target).run(*Device, None);
    return emit(*Device, Machine, Target, Target.emitsAssembly());
  }

  /// LLVM has ended while it compiled all kernels, so this compiles each one alone, and reports those that end LLVM. If
  /// there is none, it takes several kernels together, and the error names all.
  void reportKernelsThatEnd(const DeviceTarget &Target, TargetMachine &Machine, const std::string &End) {
    auto Report = [&](const std::string &Name, const std::string &Why, const std::string &Place) {
      reportError(M.getContext(), {ErrorId::Backend, {Name, Target.Name, Why}, Place, {}});
    };
    bool IsFound = false;
    for (const Kernel &K : Kernels) {
      std::string Why = End;
      if (Kernels.size() > 1)
        Why = workApart(Options, M, [&] { return generate(aloneWith(K), Target, Machine); }).End;
      if (Why.empty())
        continue;
      Report(K.Description.Name, Why, K.Description.place());
      IsFound = true;
    }
    if (!IsFound)
      Report(join(map_range(Kernels, [](const Kernel &K) { return K.Description.Name; }), "`, `"), End, "");
  }

  /// The module without the kernels other than \p K.
  std::unique_ptr<Module> aloneWith(const Kernel &K) {
    std::unique_ptr<Module> Alone = CloneModule(M);
    for (Function *Body : kernelBodies(*Alone))
      if (Body->getName() != abi::ENTRY_PREFIX + K.Symbol)
        Body->eraseFromParent();
    ModuleAnalysisManager None;
    GlobalDCEPass().run(*Alone, None);
    return Alone;
  }

  /// The IR and the assembly, with the user's lines.
  void dumpListings(const Module &Prepared, TargetMachine &Machine, const DeviceTarget &Target) {
    std::unique_ptr<Module> Clone = CloneModule(Prepared);
    ModuleAnalysisManager None;
    LiftLocationsPass().run(*Clone, None);
    MakeLineTablesPass(Target).run(*Clone, None);
    dump(M, Options, "." + Target.Name + ".ll", listing(*Clone));
    dump(M, Options, "." + Target.Name + (Target.emitsAssembly() ? ".ptx" : ".s"),
         emit(*Clone, Machine, Target, /*Assembly=*/true));
  }

  Expected<SmallVector<char, 0>> deviceLibrary(const DeviceTarget &Target) {
    OffloadBytes Result{};
    bool Succeeded = Options.device_library(Target.Name.c_str(), &Result);
    return bytesOrMessage(Succeeded, Result);
  }

  /// The bytes of a successful callback; the message of any other.
  Expected<SmallVector<char, 0>> bytesOrMessage(bool Succeeded, OffloadBytes Result) {
    SmallVector<char, 0> Bytes = takeBytes(Result);
    if (!Succeeded)
      return createStringError(StringRef(Bytes.data(), Bytes.size()));
    return Bytes;
  }

  SmallVector<char, 0> takeBytes(OffloadBytes Bytes) {
    SmallVector<char, 0> Copy(Bytes.data, Bytes.data + Bytes.length);
    Options.release(Bytes);
    return Copy;
  }

  std::optional<SmallVector<char, 0>> load(const DeviceTarget &Target, const std::string &Key) {
    OffloadBytes Result{};
    if (!Options.load_image(Target.Name.c_str(), Key.c_str(), &Result))
      return std::nullopt;
    return takeBytes(Result);
  }

  /// The name of an image, from its device module and its target. The glue adds the plugin's own build and the tools.
  std::string cacheKey(const DeviceTarget &Target) const {
    SHA256 Hash;
    Hash.update(ModuleHash);
    Hash.update(Target.Triple + Target.Arch);
    return toHex(Hash.final(), /*LowerCase=*/true);
  }

  Module &M;
  ArrayRef<Kernel> Kernels;
  const OffloadOptions &Options;
  const std::array<uint8_t, 32> ModuleHash;
};

} // namespace

PreservedAnalyses DevicePass::run(Module &M, ModuleAnalysisManager &MAM) {
  if (Options.dump)
    dump(M, Options, ".bc", bitcodeOf(M));
  SmallVector<Kernel, 4> Kernels;
  SharedPass(Verification::None, Options.strict_fp, &Kernels).run(M, MAM);

  DeviceCompilation Compilation(M, Kernels, Options);
  SmallVector<DeviceImage, 2> Images;
  for (StringRef Name : split(Options.targets, ',')) {
    std::unique_ptr<DeviceTarget> Target = makeTarget(Name, M);
    if (!Target) {
      reportError(M.getContext(), {ErrorId::UnknownTarget, {Name.str()}, "", {}});
      continue;
    }
    if (std::optional<DeviceImage> Image = Compilation.compileFor(*Target))
      Images.push_back(std::move(*Image));
  }
  // libomptarget numbers devices in the order of the images: with the CPU last, device 0 is a GPU if there is one.
  std::stable_partition(Images.begin(), Images.end(), [](const DeviceImage &Image) { return Image.Features.empty(); });
  emptyModule(M);
  writeArtifact(M, Kernels, Images, {Options.config, Options.unit});
  return PreservedAnalyses::none();
}

} // namespace offload
