use corpus::{bytes, cases, digest, words};

type Message = (u64, Option<i32>, String, Vec<u8>, [f64; 2]);

cases! {
    "there and back": |seed| {
        let number = (seed % 3 > 0).then_some(seed as i32);
        let message: Message = (seed, number, words(seed, 5), bytes(seed, 30), [seed as f64, -0.5]);
        let packed = postcard::to_allocvec(&message).unwrap();
        assert!(postcard::from_bytes::<Message>(&packed).unwrap() == message);
        digest(&packed)
    };
    "errors": |seed| {
        let mut packed = postcard::to_allocvec(&(1u8, Some("text"))).unwrap();
        packed[1] = seed as u8;
        digest(format!("{:?}", postcard::from_bytes::<(u8, Option<&str>)>(&packed)).as_bytes())
    };
}
