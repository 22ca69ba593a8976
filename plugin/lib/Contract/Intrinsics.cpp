//===- Intrinsics.cpp - the device intrinsics of the contract ---------------------------------===//

#include "Contract/Intrinsics.h"
#include "offload/Abi.h"
#include <utility>

using namespace llvm;

namespace offload {

std::optional<DeviceIntrinsic> intrinsicOf(StringRef Symbol) {
  if (Symbol == abi::REPORT_INTRINSIC)
    return DeviceIntrinsic{IntrinsicKind::Report, 0};
  if (Symbol == abi::DYNAMIC_SHARED_INTRINSIC)
    return DeviceIntrinsic{IntrinsicKind::DynamicShared, 0};
  if (Symbol == abi::EXIT_INTRINSIC)
    return DeviceIntrinsic{IntrinsicKind::Exit, 0};
  static constexpr std::pair<const char *, IntrinsicKind> PerAxis[] = {
      {abi::THREAD_ID, IntrinsicKind::ThreadId},   {abi::BLOCK_ID, IntrinsicKind::BlockId},
      {abi::BLOCK_SIZE, IntrinsicKind::BlockSize}, {abi::GRID_SIZE, IntrinsicKind::GridSize},
      {abi::GLOBAL_ID, IntrinsicKind::GlobalId},
  };
  for (auto [Prefix, Kind] : PerAxis) {
    StringRef Axis = Symbol;
    if (Axis.consume_front(Prefix) && Axis.size() == 1 && Axis[0] >= 'x' && Axis[0] <= 'z')
      return DeviceIntrinsic{Kind, static_cast<unsigned>(Axis[0] - 'x')};
  }
  return std::nullopt;
}

bool readsPlace(IntrinsicKind Kind) { return Kind != IntrinsicKind::DynamicShared && Kind != IntrinsicKind::Exit; }

} // namespace offload
