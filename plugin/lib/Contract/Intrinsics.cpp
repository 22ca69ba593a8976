//===- Intrinsics.cpp - the device intrinsics of the contract ---------------------------------===//

#include "Contract/Intrinsics.h"
#include "offload/Abi.h"
#include "llvm/IR/Function.h"

using namespace llvm;

namespace offload {

using Effects = IntrinsicEffects;
using Kind = IntrinsicKind;
using Meaning = IntrinsicMeaning;

// clang-format off
static constexpr IntrinsicRow Intrinsics[] = {
    // kind, symbol, whether it has axes, operands, effects, whether it is convergent, meaning
    {Kind::ThreadId,      abi::THREAD_ID,                true,  0, Effects::Value,       false, Meaning::ValueOfPlace},
    {Kind::BlockId,       abi::BLOCK_ID,                 true,  0, Effects::Value,       false, Meaning::ValueOfPlace},
    {Kind::BlockSize,     abi::BLOCK_SIZE,               true,  0, Effects::Value,       false, Meaning::ValueOfPlace},
    {Kind::GridSize,      abi::GRID_SIZE,                true,  0, Effects::Value,       false, Meaning::ValueOfPlace},
    {Kind::GlobalId,      abi::GLOBAL_ID,                true,  0, Effects::Value,       false, Meaning::ValueOfPlace},
    {Kind::Report,        abi::REPORT_INTRINSIC,         false, 0, Effects::ReadsMemory, false, Meaning::ValueOfPlace},
    {Kind::DynamicShared, abi::DYNAMIC_SHARED_INTRINSIC, false, 0, Effects::Value,       false, Meaning::SharedMemory},
    {Kind::Exit,          abi::EXIT_INTRINSIC,           false, 0, Effects::EndsThread,  false, Meaning::EndOfThread},
};
// clang-format on

static std::optional<unsigned> axisOf(StringRef Letter) {
  bool IsAxis = Letter.size() == 1 && Letter[0] >= 'x' && Letter[0] <= 'z';
  return IsAxis ? std::optional<unsigned>(Letter[0] - 'x') : std::nullopt;
}

std::optional<DeviceIntrinsic> intrinsicOf(const Function &F) {
  for (const IntrinsicRow &Row : Intrinsics) {
    StringRef Rest = F.getName();
    if (!Rest.consume_front(Row.Symbol) || F.arg_size() != Row.Operands)
      continue;
    if (Row.HasAxes) {
      if (std::optional<unsigned> Axis = axisOf(Rest))
        return DeviceIntrinsic{&Row, *Axis};
    } else if (Rest.empty()) {
      return DeviceIntrinsic{&Row, 0};
    }
  }
  return std::nullopt;
}

} // namespace offload
