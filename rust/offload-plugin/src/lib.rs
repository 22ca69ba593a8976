//! The glue of `liboffload_plugin.so`: LLVM's entry point, and everything that the C++ core may not do itself
//! (read the environment, run programs, open files).

mod copy_of_process;
mod core_interface;
mod device_tools;
mod dump;
mod entry;
mod image_cache;
mod llvm_version;
mod options;
