"""The lit suite. CMake writes the lit.site.cfg.py that loads this file:

    lit -v build/tests

%opt       `opt` of the LLVM that the passes were built for, with the passes loaded
%lld       `ld.lld` of that LLVM
%python    the Python that runs lit
%root      the repository
%inputs    Inputs/ beside the test

`cat %inputs/kernels.ll %s | %opt …` is how a test includes constants that many tests share.
"""

import os
import platform
import sys

import lit.formats

config.name = "offload"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".ll", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(os.path.abspath(__file__))

for tool in ("opt", "llc", "FileCheck", "not", "split-file", "llvm-readelf", "llvm-objdump", "llvm-dwarfdump", "ld.lld"):
    if not os.path.exists(os.path.join(config.llvm_tools_dir, tool)):
        lit_config.fatal(f"no {tool} in {config.llvm_tools_dir}: install LLVM's tools and lld of that version")
if not os.path.exists(config.offload_passes):
    lit_config.fatal(f"{config.offload_passes} is not built: `cmake --build build`, or the target check-offload")

# FileCheck, llc and so on of the same LLVM.
config.environment["PATH"] = os.pathsep.join([config.llvm_tools_dir, config.environment["PATH"]])

opt = os.path.join(config.llvm_tools_dir, "opt")
config.substitutions += [
    ("%opt", f'"{opt}" "-load-pass-plugin={config.offload_passes}"'),
    # The linker of AMD's code objects.
    ("%lld", f'"{os.path.join(config.llvm_tools_dir, "ld.lld")}"'),
    ("%python", f'"{sys.executable}"'),
    ("%root", os.path.dirname(config.test_source_root)),
    ("%inputs", "%S/Inputs"),
]

# The CPU device compiles for the machine on which it runs.
if platform.machine() in ("x86_64", "AMD64"):
    config.available_features.add("x86")
