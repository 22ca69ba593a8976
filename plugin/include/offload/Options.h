//===- Options.h - what the glue tells the core -----------------------------------------------===//
//
// The core never reads the environment, runs a program or opens a file. The glue (rust/offload-plugin) does that, and
// passes values and the callbacks below to the core. All types are C types, because the glue is Rust.
//
//===------------------------------------------------------------------------------------------===//
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

/// Bytes that the glue owns; `release` gives them back.
struct OffloadBytes {
  const uint8_t *data;
  size_t length;
  size_t capacity;
};

struct OffloadOptions {
  /// The number that the module flag `offload_config` must have, if there is one.
  uint32_t config;
  /// Compile every kernel as with `fp = "strict"`.
  bool strict_fp;
  /// The unit that the artifact is made for, for its manifest; empty if nothing names it.
  const char *unit;
  /// Comma-separated targets.
  const char *targets;
  /// Runs the target's own tool on the back end's output (an object; PTX for NVIDIA). True: \p result is the image;
  /// false: \p result is a message for the user. \p warned: the user got a warning about the image, and expects it
  /// again with every compilation.
  bool (*make_image)(const char *target, const uint8_t *input, size_t length, OffloadBytes *result, bool *warned);
  /// Fetches the bitcode of the target's math library. True: \p result is the bitcode; false: \p result is a message
  /// for the user.
  bool (*device_library)(const char *target, OffloadBytes *result);
  /// Looks up \p key (hexadecimal digits, for the module) among the images of earlier compilations for \p target. The
  /// glue adds its own build and the target's tools to the key.
  bool (*load_image)(const char *target, const char *key, OffloadBytes *result);
  /// Keeps an image for later compilations; a failure is not an error.
  void (*store_image)(const char *target, const char *key, const uint8_t *image, size_t length);
  /// Calls \p work in a copy of this process, with \p data and a file descriptor. \p said: everything that the copy
  /// wrote to the descriptor, even if it did not return. True: the copy returned; false: \p end describes how it ended.
  bool (*work_apart)(void (*work)(void *data, int channel), void *data, OffloadBytes *said, OffloadBytes *end);
  /// Null, or writes \p content to the file \p name for people: a merged module, or the listings of its images.
  void (*dump)(const char *name, const uint8_t *content, size_t length);
  void (*release)(OffloadBytes bytes);
};

} // extern "C"
