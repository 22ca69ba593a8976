//! Damaged files and messages: readers return an error, or nothing, and never panic.

use crate::artifact::tests::{good_manifest, object_with};
use crate::artifact::{DeviceOutput, has_manifest, validate};
use crate::bundle::Program;
use crate::dep_info::{add_dependency, add_variable};
use crate::listing::{Kernel, Language, Sources, of_kernel};
use offload_abi::{ARTIFACT_SYMBOL, ENTRY_PREFIX};
use std::path::Path;

/// Xorshift64*: the same damage every time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as usize % end.max(1)
    }

    /// Truncates `bytes`, flips bits, duplicates or removes a part, or inserts other bytes.
    fn damaged(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut damaged = bytes.to_vec();
        for _ in 0..=self.below(3) {
            let place = self.below(damaged.len());
            let end = place + self.below(damaged.len() - place);
            match self.below(6) {
                0 => damaged.truncate(place),
                1 => drop(damaged.drain(place..end)),
                2 => {
                    let part = damaged[place..end].to_vec();
                    damaged.splice(place..place, part);
                }
                3 => {
                    let other = [0, 0xff, b'"', b' ', b'\\', 0xc3, 0x7f][self.below(7)];
                    let count = self.below(9);
                    damaged.splice(place..place, vec![other; count]);
                }
                _ => {
                    let bit = self.below(8);
                    damaged.get_mut(place).into_iter().for_each(|byte| *byte ^= 1 << bit);
                }
            }
        }
        damaged
    }

    fn damaged_text(&mut self, text: &str) -> String {
        String::from_utf8_lossy(&self.damaged(text.as_bytes())).into_owned()
    }
}

#[test]
fn every_flipped_bit_of_an_artifact() {
    let good = object_with(Some(&good_manifest()), ARTIFACT_SYMBOL);
    validate(Path::new("a.o"), &good, 7).unwrap();
    for place in 0..good.len() {
        for bit in 0..8 {
            let mut flipped = good.clone();
            flipped[place] ^= 1 << bit;
            let _ = has_manifest(&flipped);
            if let Err(error) = validate(Path::new("a.o"), &flipped, 7) {
                assert!(["OFL207", "OFL208"].contains(&error.id()), "bit {bit} of byte {place}: {error}");
            }
        }
    }
}

#[test]
fn damaged_artifacts_and_manifests() {
    let mut random = Random(1);
    let good = object_with(Some(&good_manifest()), ARTIFACT_SYMBOL);
    validate(Path::new("a.o"), &good, 7).unwrap();
    for round in 0..20_000 {
        let bytes = if round % 2 == 0 {
            random.damaged(&good)
        } else {
            object_with(Some(&random.damaged_text(&good_manifest())), ARTIFACT_SYMBOL)
        };
        let _ = has_manifest(&bytes);
        if let Err(error) = validate(Path::new("a.o"), &bytes, 7) {
            assert!(["OFL207", "OFL208"].contains(&error.id()), "round {round}: {error}");
        }
    }
}

#[test]
fn damaged_messages_of_cargo() {
    let mut random = Random(2);
    let line = r#"{"reason":"compiler-artifact","target":{"kind":["bin"],"crate_types":["bin"],"name":"my-bin","src_path":"/p/src/main.rs"},"profile":{"test":false},"filenames":["/t/x/release/my-bin"],"executable":"/t/x/release/my-bin","fresh":true}"#;
    for _ in 0..20_000 {
        let line = random.damaged_text(line);
        let _ = DeviceOutput::from_message(&line, Path::new("/t/x"));
        let _ = Program::from_message(&line, Path::new("/t/x"));
    }
}

#[test]
fn dep_info_of_any_kind_keeps_its_text() {
    let mut random = Random(3);
    let good =
        "/t/a.d: src/main.rs src/b.rs\r\n\n/t/a: src/main.rs src/b\\ c.rs\n\nsrc/main.rs:\n# env-dep:X=1\n";
    for _ in 0..20_000 {
        let text = random.damaged_text(good);
        let added = add_dependency(&text, "/t/größe a.o");
        assert_eq!(added.replacen(" /t/größe\\ a.o", "", 1), text);
        assert!(add_variable(&text, "X", Some("a\nb")).starts_with(&text));
    }
}

#[test]
fn damaged_listings() {
    const SYMBOL: &str = "_RNvCs1234_3app1k";
    let texts = [
        (
            Language::Ptx,
            ".visible .entry ENTRY(\n\t.param .u64 ENTRY_param_0\n)\n{\n\t.loc\t1 2 5\n\tfma;\n\tret;\n}\n\t.file\t1 \"src\" \"größe.rs\"\n",
        ),
        (
            Language::Assembly,
            "ENTRY.loop:\n.Lfunc_begin0:\n\t.file\t1 \"src\" \"main.rs\"\n\t.loc\t1 2 5 is_stmt 0\n\tcallq\t_RNvCs1234_3app5other@PLT\n.Lfunc_end0:\n",
        ),
        (
            Language::LlvmIr,
            "define protected void @ENTRY(ptr %y) #0 !dbg !4 {\n; @ src/größe.rs:2\n  store i8 0, ptr %y, !dbg !5, !noalias !6\n}\n",
        ),
        (
            Language::Sass,
            ".text.ENTRY:\n\t//## File \"src/main.rs\", line 2\n        /*0000*/  FFMA ;\n//---------- .text.other\n",
        ),
    ];
    let kernel = Kernel { name: "app::k".into(), symbol: SYMBOL.into(), place: "src/main.rs:1:1".into() };
    let mut random = Random(4);
    for (language, text) in texts {
        let text = text.replace("ENTRY", &format!("{ENTRY_PREFIX}{SYMBOL}"));
        for _ in 0..5_000 {
            let text = random.damaged_text(&text);
            let _ = of_kernel(&kernel, language, &text, "//", &mut Sources::new(Path::new("/nowhere")));
        }
    }
}
