//===- Options.h - what the glue tells the core -----------------------------------------------===//
//
// The core never reads the environment, runs a program or opens a file. The glue (rust/offload-plugin) does, and hands
// over values and the callbacks below. All types are C's: the glue is Rust.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

/// Bytes owned by the glue, to be given back to `release`.
struct OffloadBytes {
  const uint8_t *data;
  size_t length;
  size_t capacity;
};

struct OffloadOptions {
  /// The number that the module flag `offload_config` must have, where it is given.
  uint32_t config;
  /// Every kernel is compiled as with `fp = "strict"`.
  bool strict_fp;
  /// The unit that the artifact is made for, for its manifest; empty where nobody says it.
  const char *unit;
  /// Comma-separated targets.
  const char *targets;
  void *context;
  /// Runs the target's own tool on what the back end wrote (an object; PTX for NVIDIA). True: \p result is the image;
  /// false: a message for the user. \p warned: the user was told something about the image, and wants to be told each time.
  bool (*make_image)(void *context, const char *target, const uint8_t *input, size_t length, OffloadBytes *result,
                     bool *warned);
  /// The bitcode of the target's math library. True: \p result is it; false: a message for the user.
  bool (*device_library)(void *context, const char *target, OffloadBytes *result);
  /// Looks \p key (hexadecimal digits, for the module) up among the images of earlier compilations for \p target. The glue adds its own
  /// build and the target's tools to the key.
  bool (*load_image)(void *context, const char *target, const char *key, OffloadBytes *result);
  /// Keeps an image for later compilations; failing to is no error.
  void (*store_image)(void *context, const char *target, const char *key, const uint8_t *image, size_t length);
  /// Calls \p work in a copy of this process, with \p data and a file descriptor. \p said: everything that it wrote there, also if it
  /// did not return. True: it returned; false: \p end says in words how the copy ended.
  bool (*work_apart)(void *context, void (*work)(void *data, int channel), void *data, OffloadBytes *said,
                     OffloadBytes *end);
  /// Null, or keeps \p content for people as the file \p name: a merged module, and the listings of what it became.
  void (*dump)(void *context, const char *name, const uint8_t *content, size_t length);
  void (*release)(void *context, OffloadBytes bytes);
};

} // extern "C"
