//! The plans of launches in progress, from their first range to their last.

use crate::Error;
use crate::exit::thread_number;
use crate::launch::Arguments;
use crate::plan::Plan;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// By thread and by the address of the launch's slots, which lie on the thread's stack until the launch has ended.
type Name = (u64, usize);

struct InProgress {
    plan: Arc<Plan>,
    /// Slots that have begun and not ended.
    begun: u32,
}

/// The plans of this process.
#[derive(Default)]
pub(crate) struct Plans(Mutex<HashMap<Name, InProgress>>);

impl Plans {
    /// The plan of a launch of the calling thread, made with its first slot that begins.
    pub(crate) fn begin(&self, arguments: &Arguments<'_>) -> Result<Arc<Plan>, Error> {
        if let Some(launch) = self.lock().get_mut(&name(arguments)) {
            launch.begun += 1;
            return Ok(Arc::clone(&launch.plan));
        }
        let plan = Arc::new(Plan::new(arguments)?);
        self.lock().insert(name(arguments), InProgress { plan: Arc::clone(&plan), begun: 1 });
        Ok(plan)
    }

    /// The plan of a launch with a slot that has begun.
    pub(crate) fn get(&self, arguments: &Arguments<'_>) -> Option<Arc<Plan>> {
        self.lock().get(&name(arguments)).map(|launch| Arc::clone(&launch.plan))
    }

    /// A slot that has begun ends. With the last one of its launch the plan is forgotten.
    pub(crate) fn end(&self, arguments: &Arguments<'_>) {
        let (mut plans, name) = (self.lock(), name(arguments));
        if let Some(launch) = plans.get_mut(&name) {
            launch.begun -= 1;
            if launch.begun == 0 {
                plans.remove(&name);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Name, InProgress>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }
}

fn name(arguments: &Arguments<'_>) -> Name {
    (thread_number(), arguments.values.as_ptr() as usize)
}
