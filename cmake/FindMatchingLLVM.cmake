# Finds the LLVM with the same major version as the LLVM of the current rustc: in one process the plugin uses rustc's libLLVM, and
# LLVM promises no compatibility between major versions.
#
#   OFFLOAD_RUSTC   the rustc to match; default: `rustc` on the PATH

if(NOT OFFLOAD_RUSTC)
  set(OFFLOAD_RUSTC rustc)
endif()
execute_process(COMMAND ${OFFLOAD_RUSTC} -vV OUTPUT_VARIABLE rustc_version RESULT_VARIABLE rustc_failed)
if(rustc_failed)
  message(FATAL_ERROR "`${OFFLOAD_RUSTC} -vV` failed: install Rust (https://rustup.rs), or set -DOFFLOAD_RUSTC=/path/to/rustc")
endif()
if(NOT rustc_version MATCHES "LLVM version: ([0-9]+)")
  message(FATAL_ERROR "`${OFFLOAD_RUSTC} -vV` does not name its LLVM version:\n${rustc_version}")
endif()
set(OFFLOAD_LLVM_MAJOR ${CMAKE_MATCH_1})

# LLVM's version file only accepts its own major.minor, so this file compares the major version.
find_package(LLVM CONFIG QUIET HINTS /usr/lib/llvm-${OFFLOAD_LLVM_MAJOR})
if(NOT LLVM_FOUND OR NOT LLVM_VERSION_MAJOR EQUAL OFFLOAD_LLVM_MAJOR)
  message(FATAL_ERROR
    "${OFFLOAD_RUSTC} uses LLVM ${OFFLOAD_LLVM_MAJOR}, but no LLVM ${OFFLOAD_LLVM_MAJOR} headers were found. Install them "
    "(`./x setup`, or `apt install llvm-${OFFLOAD_LLVM_MAJOR}-dev`), or set -DLLVM_DIR=/path/to/lib/cmake/llvm of that version")
endif()
message(STATUS "LLVM ${LLVM_PACKAGE_VERSION} (rustc's is ${OFFLOAD_LLVM_MAJOR}): ${LLVM_DIR}")
# rust/offload-plugin's build script puts it into the plugin, which compares it with the LLVM that loads it.
file(WRITE ${CMAKE_BINARY_DIR}/offload-llvm-major ${LLVM_VERSION_MAJOR})
