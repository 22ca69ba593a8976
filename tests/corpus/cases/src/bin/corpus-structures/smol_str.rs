use corpus::{cases, digest, words};
use smol_str::{SmolStr, SmolStrBuilder, ToSmolStr};

cases! {
    "short and long": |seed| {
        let (short, long) = (seed.to_smolstr(), SmolStr::new(words(seed, 6)));
        let copy = long.clone();
        assert!(copy == long && long.is_heap_allocated() != short.is_heap_allocated());
        digest(short.as_bytes()) ^ digest(copy.as_bytes())
    };
    "builder": |seed| {
        let mut builder = SmolStrBuilder::new();
        for i in 0..seed % 9 {
            builder.push_str(&i.to_string());
            builder.push('é');
        }
        digest(builder.finish().as_bytes())
    };
}
