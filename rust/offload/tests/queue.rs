//! Queues: work runs in order, and no error is lost.

use offload::{Each, Error, Queue};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

#[offload::kernel]
fn add_two(mut y: Each<u32>) {
    *y += 2;
}

#[test]
fn work_that_submits_work_ends_before_that_begins() {
    let queue = std::sync::Arc::new(Queue::new());
    let (sender, receiver) = std::sync::mpsc::channel();
    let (outer, inner) = (sender.clone(), sender);
    let same = std::sync::Arc::clone(&queue);
    queue.submit(move || {
        let from_inside = inner.clone();
        same.submit(move || {
            from_inside.send("inner").unwrap();
            Err(failure())
        });
        // It waits neither for itself nor for later work.
        same.wait()?;
        outer.send("outer").unwrap();
        Ok(())
    });
    assert_eq!(receiver.iter().take(2).collect::<Vec<_>>(), ["outer", "inner"]);
    assert_eq!(queue.wait().unwrap_err().id(), failure().id());
    queue.wait().unwrap();
}

#[test]
fn threads_that_share_a_queue_keep_its_order() {
    let queue = Queue::new();
    let (running, most) = (AtomicU32::new(0), AtomicU32::new(0));
    let total = std::sync::Arc::new(AtomicU32::new(0));
    let counts: &'static [AtomicU32; 2] = Box::leak(Box::new([running, most]));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let total = std::sync::Arc::clone(&total);
                    queue.submit(move || {
                        let now = counts[0].fetch_add(1, SeqCst) + 1;
                        counts[1].fetch_max(now, SeqCst);
                        let mut y = [1];
                        add_two::launch(&mut y)?;
                        total.fetch_add(y[0], SeqCst);
                        counts[0].fetch_sub(1, SeqCst);
                        Ok(())
                    });
                }
                queue.wait().unwrap();
            });
        }
    });
    assert_eq!(counts[1].load(SeqCst), 1, "work of one queue ran at the same time");
    assert_eq!(total.load(SeqCst), 3 * 200);
}

#[test]
fn a_panic_in_work_ends_the_rest_of_the_queue() {
    let queue = std::sync::Arc::new(Queue::new());
    let same = std::sync::Arc::clone(&queue);
    let run = || {
        queue.submit(move || {
            same.submit(|| unreachable!("the rest is not run"));
            panic!("in work")
        });
    };
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_err();
    queue.submit(|| Err(failure()));
    assert_eq!(queue.wait().unwrap_err().id(), failure().id());
}

/// The part of the test below that runs in a separate process, whose stderr the test reads.
#[test]
fn dropped_with_an_error() {
    if std::env::var_os("OFFLOAD_TEST_DROPPED_QUEUE").is_some() {
        let queue = Queue::new();
        queue.submit(|| Err(failure()));
    }
}

#[test]
fn the_error_of_a_dropped_queue_is_printed() {
    let test = std::env::current_exe().unwrap();
    let output = std::process::Command::new(test)
        .args(["dropped_with_an_error", "--exact", "--nocapture"])
        .env("OFFLOAD_TEST_DROPPED_QUEUE", "1")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let wanted = format!("a queue was dropped without `wait`, and its work had failed: {}: ", failure().id());
    assert!(text.contains(&wanted), "{text}");
}

/// An error of a launch.
fn failure() -> Error {
    #[offload::kernel]
    fn two(mut a: Each<u8>, mut b: Each<u8>) {
        (*a, *b) = (1, 1);
    }
    two::launch(&mut [1], &mut [1, 2]).unwrap_err()
}
