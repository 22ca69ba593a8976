//===- Listing.cpp - IR for people ------------------------------------------------------------===//

#include "Lines/Listing.h"
#include "llvm/IR/AssemblyAnnotationWriter.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FormattedStream.h"

using namespace llvm;

namespace offload {
namespace {

class PlaceWriter : public AssemblyAnnotationWriter {
public:
  void emitFunctionAnnot(const Function *, formatted_raw_ostream &) override { Last.clear(); }

  void emitInstructionAnnot(const Instruction *I, formatted_raw_ostream &Stream) override {
    const DILocation *Location = I->getDebugLoc();
    if (!Location || Location->getLine() == 0)
      return;
    std::string Place = (Location->getFilename() + ":" + Twine(Location->getLine())).str();
    if (Place == Last)
      return;
    Stream << "; @ " << Place << "\n";
    Last = std::move(Place);
  }

private:
  std::string Last;
};

} // namespace

std::string listing(const Module &M) {
  std::string Text;
  raw_string_ostream Stream(Text);
  PlaceWriter Writer;
  M.print(Stream, &Writer);
  return Text;
}

} // namespace offload
