//! Data that a scope borrows outlives the scope, and data that it lends does not.

#![allow(unused)]

use offload::{Each, Queue};

#[offload::kernel]
fn add(mut y: Each<u32>) {
    *y += 1;
}

fn handle_leaves(y: &mut [u32]) {
    let handle = offload::scope(|scope| scope.resident_mut(y)).unwrap();
}

fn handle_leaves_by_a_variable(y: &mut [u32]) {
    let mut kept = None;
    offload::scope(|scope| {
        kept = Some(scope.resident_mut(y)?);
        Ok(())
    })
    .unwrap();
}

fn data_of_the_closure() {
    offload::scope(|scope| {
        let mut y = vec![1, 2, 3];
        let mut resident = scope.resident_mut(&mut y)?;
        add::launch(resident.on_device_mut())
    })
    .unwrap();
}

fn data_is_read_while_resident(y: &mut Vec<u32>) {
    offload::scope(|scope| {
        let handle = scope.resident_mut(y)?;
        std::mem::forget(handle);
        println!("{}", y[0]);
        Ok(())
    })
    .unwrap();
}

fn queue_borrows_from_the_closure() {
    offload::scope(|scope| {
        let mut y = [1, 2, 3];
        scope.queue().submit(|| add::launch(&mut y));
        Ok(())
    })
    .unwrap();
}

fn queue_of_its_own_borrows() {
    let mut y = [1, 2, 3];
    let queue = Queue::new();
    queue.submit(|| add::launch(&mut y));
    queue.wait().unwrap();
}

fn queue_leaves() {
    let queue = offload::scope(|scope| Ok(scope.queue())).unwrap();
}

fn main() {}
