//! LLVM's work in a copy of rustc's process: where it crashes, the copy does, and rustc can say so (docs/decisions/work-apart.md).

use std::ffi::{CStr, c_int};
use std::io::{self, PipeReader, PipeWriter, Read};
use std::os::fd::AsRawFd;

/// What has become of a copy.
pub struct Outcome {
    /// Everything that it wrote to its channel.
    pub said: Vec<u8>,
    /// How it ended, unless its work returned.
    pub end: Option<String>,
}

/// Calls `work` in a copy of this process with the descriptor of a channel. The copy has this thread only.
pub fn run(work: impl FnOnce(c_int)) -> Outcome {
    io::pipe().and_then(|(reader, writer)| fork(work, reader, writer)).unwrap_or_else(|error| Outcome {
        said: Vec::new(),
        end: Some(format!("no process can be started to compile in: {error}")),
    })
}

fn fork(work: impl FnOnce(c_int), mut reader: PipeReader, writer: PipeWriter) -> io::Result<Outcome> {
    // SAFETY: the copy runs nothing but `in_copy`, which does not return. Other threads of rustc may hold locks at this moment: the
    // heap's are free in the copy (`pthread_atfork`), LLVM's nobody takes during fat LTO, and those of rustc's own state the work
    // does not touch.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => {
            drop(reader);
            in_copy(work, &writer)
        }
        copy => {
            drop(writer);
            let mut said = Vec::new();
            reader.read_to_end(&mut said)?;
            Ok(Outcome { said, end: wait_for(copy)? })
        }
    }
}

fn in_copy(work: impl FnOnce(c_int), channel: &PipeWriter) -> ! {
    let no_core = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: plain system calls on values of this function. A crash leaves no core file, and the copy ends with its original.
    unsafe {
        libc::setrlimit(libc::RLIMIT_CORE, &raw const no_core);
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
    }
    work(channel.as_raw_fd());
    // SAFETY: ends the copy without the destructors and exit handlers of the process that it is of.
    unsafe { libc::_exit(0) }
}

/// Waits for the end of `copy`; nothing if its work returned.
fn wait_for(copy: libc::pid_t) -> io::Result<Option<String>> {
    let mut status = 0;
    // SAFETY: `status` can be written.
    while unsafe { libc::waitpid(copy, &raw mut status, 0) } == -1 {
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    if libc::WIFSIGNALED(status) {
        return Ok(Some(format!("it was ended by a signal ({})", signal_name(libc::WTERMSIG(status)))));
    }
    Ok(match libc::WEXITSTATUS(status) {
        0 => None,
        code => Some(format!("it ended with exit code {code}")),
    })
}

/// "Segmentation fault".
fn signal_name(signal: c_int) -> String {
    // SAFETY: gives a null-terminated text for every number. Its buffer is this thread's.
    let text = unsafe { libc::strsignal(signal) };
    if text.is_null() {
        return signal.to_string();
    }
    // SAFETY: as above.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}
