use corpus::{cases, fraction};
use ordered_float::{NotNan, OrderedFloat};
use std::collections::BTreeMap;

cases! {
    "sort": |seed| {
        let mut list: Vec<_> = (0..40).map(|i| OrderedFloat(fraction(seed, i) - 0.5)).collect();
        list.push(OrderedFloat(f64::NAN));
        list.sort_unstable();
        list[11].to_bits() ^ list.iter().max().unwrap().is_nan() as u64
    };
    "keys": |seed| {
        let map: BTreeMap<_, _> = (0..20).map(|i| (NotNan::new(fraction(seed, i) as f32).unwrap(), i)).collect();
        map.into_iter().fold(0, |hash: u64, (key, i)| hash.wrapping_mul(31) ^ u64::from(key.to_bits()) ^ u64::from(i))
    };
}
