//===- SourceFiles.cpp - what the files of debug info are called on any machine ---------------===//

#include "Lines/SourceFiles.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace offload {
namespace {

/// The path from the package's directory on, which is the one that contains `src`; if there is none, the last directory
/// and the file.
StringRef nameInPackage(StringRef Path) {
  size_t Source = Path.rfind("/src/");
  StringRef Package = Source == StringRef::npos ? sys::path::parent_path(Path) : Path.take_front(Source);
  return Path.drop_front(Package.rfind('/') + 1);
}

} // namespace

std::string wholePath(const DIScope &Code) {
  StringRef File = Code.getFilename();
  if (sys::path::is_absolute(File) || Code.getDirectory().empty())
    return File.str();
  return (Code.getDirectory() + "/" + File).str();
}

SourceFiles::SourceFiles(const Module &M) {
  for (const DICompileUnit *Unit : M.debug_compile_units())
    if (!Unit->getDirectory().empty() && !sys::path::is_absolute(Unit->getFilename()))
      Workspaces.insert(Unit->getDirectory());
}

std::optional<std::string> SourceFiles::nameInWorkspace(const DIFile &File) const {
  std::string Path = wholePath(File);
  for (StringRef Workspace : Workspaces)
    if (StringRef Rest = Path; Rest.consume_front(Workspace) && Rest.consume_front("/"))
      return Rest.str();
  return std::nullopt;
}

std::string SourceFiles::portableName(const DIFile &File) const {
  if (std::optional<std::string> Name = nameInWorkspace(File))
    return *Name;
  std::string Path = wholePath(File);
  if (!sys::path::is_absolute(Path) || StringRef(Path).starts_with("/rustc/"))
    return Path;
  return nameInPackage(Path).str();
}

} // namespace offload
