//! Runs LLVM in a copy of rustc's process: if LLVM crashes, only the copy ends, and rustc can report it
//! (docs/decisions/work-apart.md).

use std::ffi::{CStr, c_int};
use std::io::{self, PipeReader, PipeWriter, Read};
use std::os::fd::AsRawFd;

/// The result of a copy.
pub struct Outcome {
    /// Everything that the copy wrote to its channel.
    pub output: Vec<u8>,
    /// A description of the copy's end, unless its work returned.
    pub end: Option<String>,
}

/// Calls `work` in a copy of this process and passes it the file descriptor of a channel. The copy has only
/// this thread.
pub fn run(work: impl FnOnce(c_int)) -> Outcome {
    io::pipe().and_then(|(reader, writer)| fork(work, reader, writer)).unwrap_or_else(|error| Outcome {
        output: Vec::new(),
        end: Some(format!("no process can be started to compile in: {error}")),
    })
}

fn fork(work: impl FnOnce(c_int), mut reader: PipeReader, writer: PipeWriter) -> io::Result<Outcome> {
    // SAFETY: the copy runs nothing but `in_copy`, which does not return. Other threads of rustc may hold
    // locks at this moment. The heap's locks are free in the copy (`pthread_atfork`), no other thread takes
    // LLVM's locks during fat LTO, and the work does not touch rustc's own state.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => {
            drop(reader);
            in_copy(work, &writer)
        }
        copy => {
            drop(writer);
            let mut output = Vec::new();
            reader.read_to_end(&mut output)?;
            Ok(Outcome { output, end: wait_for(copy)? })
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
    // SAFETY: ends the copy without running the destructors and exit handlers of the original process.
    unsafe { libc::_exit(0) }
}

/// Waits for the end of `copy`. Returns `None` if its work returned.
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
    // SAFETY: returns a null-terminated text for every number, in a buffer of this thread.
    let text = unsafe { libc::strsignal(signal) };
    if text.is_null() {
        return signal.to_string();
    }
    // SAFETY: as above.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}
