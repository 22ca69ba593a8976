//! Output of a launch's threads: provides device memory for it, and writes the text to the host's streams
//! when the kernel has ended.

use crate::backend::Backend;
use crate::block::Block;
use crate::launch::Launch;
use crate::pool::{ALIGNMENT, Allocation, Pool};
use crate::side_memory::{self, SideError};
use offload_abi::{Output, OutputRecord, Report, STREAM_ERROR};
use std::collections::HashMap;
use std::io::Write;
use std::mem::offset_of;

/// Gives the launch with this `block` room for `bytes` bytes of output.
pub(crate) fn attach(
    backend: &dyn Backend,
    pool: &Pool,
    block: &Block,
    bytes: u64,
) -> Result<Allocation, SideError> {
    let head = Output { size: bytes, used: 0, lost: 0 };
    side_memory::attach(backend, pool, block, bytes + size_of::<Output>() as u64, ALIGNMENT, |memory| {
        // SAFETY: the head lies in the memory.
        unsafe {
            let device = block.device();
            backend.copy_to(device, memory, (&raw const head).cast(), size_of::<Output>() as u64)?;
        }
        Ok(offset_of!(Report, output) as u64)
    })
}

/// Prints the content of `memory`, in whole lines if their threads ended them.
pub(crate) fn print(
    backend: &dyn Backend,
    launch: Launch<'_>,
    device: u32,
    memory: Allocation,
) -> Result<(), String> {
    let mut head = Output::default();
    // SAFETY: the head lies in the memory; any bytes are an `Output`.
    unsafe {
        backend.copy_from(device, memory.address, (&raw mut head).cast(), size_of::<Output>() as u64)?;
    }
    let mut bytes = vec![0u8; head.used.min(head.size) as usize];
    if !bytes.is_empty() {
        let records = memory.address + size_of::<Output>() as u64;
        // SAFETY: the kernel used this many bytes after the head.
        unsafe { backend.copy_from(device, records, bytes.as_mut_ptr(), bytes.len() as u64)? };
    }
    let text = lines(&bytes);
    // Ignore a closed stream.
    let _ = std::io::stdout().write_all(text.out.as_bytes());
    let _ = std::io::stderr().write_all(text.error.as_bytes());
    if head.lost > 0 {
        let _ = writeln!(
            std::io::stderr(),
            "offload: {} prints of kernel `{}` at {} did not fit into {} bytes; set OFFLOAD_OUTPUT to more, such as 64M",
            head.lost,
            launch.kernel(),
            launch.place(),
            head.size
        );
    }
    Ok(())
}

/// The text for each stream.
#[derive(Debug, Default, PartialEq)]
struct Text {
    out: String,
    error: String,
}

/// Joins the records' texts. A line is added when its thread has ended it, an unfinished line at the end. So
/// lines are whole, and a thread's lines are in order.
fn lines(mut bytes: &[u8]) -> Text {
    const HEAD: usize = size_of::<OutputRecord>();
    let mut text = Text::default();
    let mut begun: HashMap<([u32; 3], [u32; 3], u32), String> = HashMap::new();
    let mut order = Vec::new();
    while bytes.len() >= HEAD {
        // SAFETY: any bytes are a record.
        let record = unsafe { bytes.as_ptr().cast::<OutputRecord>().read_unaligned() };
        let size = (record.size as usize).clamp(HEAD, bytes.len());
        let end = (HEAD + record.length as usize).min(size);
        let piece = String::from_utf8_lossy(&bytes[HEAD..end]);
        let key = (record.block, record.thread, record.stream);
        let line = begun.entry(key).or_insert_with(|| {
            order.push(key);
            String::new()
        });
        line.push_str(&piece);
        if let Some(last) = line.rfind('\n') {
            let rest = line.split_off(last + 1);
            text.stream(record.stream).push_str(line);
            *line = rest;
        }
        bytes = &bytes[size..];
    }
    for key in order {
        text.stream(key.2).push_str(&begun[&key]);
    }
    text
}

impl Text {
    fn stream(&mut self, stream: u32) -> &mut String {
        if stream == STREAM_ERROR { &mut self.error } else { &mut self.out }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use offload_abi::STREAM_OUT;

    fn record(thread: u32, stream: u32, text: &str) -> Vec<u8> {
        let size = (size_of::<OutputRecord>() + text.len()).next_multiple_of(8);
        let head = [size as u32, text.len() as u32, stream, 0, 0, 0, thread, 0, 0, 0];
        let mut bytes: Vec<u8> = head.iter().flat_map(|word| word.to_ne_bytes()).collect();
        bytes.extend_from_slice(text.as_bytes());
        bytes.resize(size, 0xff);
        bytes
    }

    #[test]
    fn lines_stay_whole() {
        let bytes = [
            record(1, STREAM_OUT, "a "),
            record(2, STREAM_OUT, "whole\nand a begun "),
            record(1, STREAM_ERROR, "error\n"),
            record(1, STREAM_OUT, "b\n"),
            record(2, STREAM_OUT, "one\n"),
            record(3, STREAM_OUT, "no end"),
        ];
        let text = lines(&bytes.concat());
        assert_eq!(text.out, "whole\na b\nand a begun one\nno end");
        assert_eq!(text.error, "error\n");
    }

    #[test]
    fn damaged_records_end_somewhere() {
        let mut bytes = record(1, STREAM_OUT, "text\n");
        bytes[4..8].copy_from_slice(&u32::MAX.to_ne_bytes());
        assert!(lines(&bytes).out.starts_with("text\n"));
        bytes[..4].copy_from_slice(&0u32.to_ne_bytes());
        lines(&bytes);
        assert_eq!(lines(&[0; 7]), Text::default());
    }
}
