//! Launches by iterators, whose closures the host runs item by item.

use super::Generator;
use super::kernel::{DEVICE_BODY, HOST_BODY, ITEMS};
use super::scope::{Slice, Variable};
use super::types::Type;
use crate::node::Node;

impl Generator {
    /// The body of a chain's closure, and the module around it.
    pub(super) fn chain(&mut self) -> (Node, String) {
        self.has_ids = false;
        let mut captured = String::new();
        for _ in 0..self.random.below(3) {
            let (name, ty) = (self.name("k"), self.any_type(1));
            self.scope.declare(&name, &ty, false);
            captured += &format!("let {name}: {} = case.value();\n", ty.name());
        }
        match self.random.below(9) {
            0..=2 => self.for_each(&captured),
            3 => self.collect(&captured),
            4 => self.range_with_slice(&captured),
            5 => self.pieces(&captured),
            6 => self.windows(&captured),
            _ => self.reduction(&captured),
        }
    }

    fn shared_variable(&mut self, text: &str, ty: &Type) {
        self.scope.variables.push(Variable {
            text: text.to_owned(),
            ty: ty.clone(),
            mutable: false,
            copy: true,
        });
    }

    /// The closure's statements, then its value.
    fn closure_body(&mut self, result: Option<&Type>) -> Node {
        self.scope.result = Some(result.cloned());
        let count = self.random.between(0, 3);
        match result {
            Some(ty) => self.value_of_statements(ty, count),
            None => {
                self.begin_digest();
                let calls = self.calls(60);
                let statements = self.open_statements(count, 3);
                Node::fixed("let mut d = 1u64;\n$$", [calls, statements])
            }
        }
    }

    fn for_each(&mut self, captured: &str) -> (Node, String) {
        let (own, other) = (self.any_type(2), self.any_type(1));
        self.scope.variables.push(Variable {
            text: "(*y)".into(),
            ty: own.clone(),
            mutable: true,
            copy: false,
        });
        self.shared_variable("(*x)", &other);
        self.scope.declare("i", &Type::usize(), false);
        let statements = self.closure_body(None);
        let value = self.expression(&own, 4);
        let end = Node::optional("*y = $;\n", [value]);
        let (t, u) = (own.name(), other.name());
        let frame = framed(
            captured,
            &format!(
                "let n = case.length(); let y_before: Vec<{t}> = case.values(n); let mut y = y_before.clone(); let mut y_host = y_before.clone(); let x: Vec<{u}> = case.values(n);\n"
            ),
            &format!("|((i, y), x): ((usize, &mut {t}), &{u})|"),
            "for (i, (y, x)) in y_host.iter_mut().zip(&x).enumerate() { case.item(Some(i), &mut || host(((i, &mut *y), x))); }\n",
            "case.device(&mut || y.offload_mut().enumerate().zip(&x).on(launch.clone()).for_each(device));\ncase.same(\"y\", &y_before, &y_host, &y);\n",
        );
        (Node::sequence([statements, end]), frame)
    }

    fn collect(&mut self, captured: &str) -> (Node, String) {
        let (from, to) = (self.any_type(2), self.any_type(2));
        self.shared_variable("(*x)", &from);
        let body = self.closure_body(Some(&to));
        let (t, u) = (to.name(), from.name());
        let frame = framed(
            captured,
            &format!(
                "let n = case.length(); let x: Vec<{u}> = case.values(n); let mut y_host: Vec<{t}> = Vec::new();\n"
            ),
            &format!("|x: &{u}| -> {t}"),
            "for (i, x) in x.iter().enumerate() { case.item(Some(i), &mut || y_host.push(host(x))); }\n",
            "let mut y = Vec::new();\ncase.device(&mut || { y = x.offload().map(device).on(launch.clone()).collect()?; Ok(()) });\ncase.same(\"y\", &[], &y_host, &y);\n",
        );
        (body, frame)
    }

    fn range_with_slice(&mut self, captured: &str) -> (Node, String) {
        let int =
            super::types::Int { signed: self.random.chance(50), bits: *self.random.pick(&[16, 32, 64, 0]) };
        let (from, to) = (self.any_type(1), self.any_type(2));
        self.scope.slices.push(Slice { text: "s".into(), element: from.clone(), mutable: false, copy: true });
        self.scope.declare("i", &Type::Int(int), false);
        let body = self.closure_body(Some(&to));
        let (t, u, r) = (to.name(), from.name(), int.name());
        let frame = framed(
            captured,
            &format!(
                "let n = case.length(); let length = case.other_length(); let s: Vec<{u}> = case.values(length); let mut y_host: Vec<{t}> = Vec::new();\nlet range = 0{r}..n as {r};\n"
            ),
            &format!("|(i, s): ({r}, &[{u}])| -> {t}"),
            "for (index, i) in range.clone().enumerate() { case.item(Some(index), &mut || y_host.push(host((i, &s)))); }\n",
            &format!(
                "let y_before: Vec<{t}> = case.values(n); let mut y = y_before.clone();\ncase.device(&mut || range.clone().offload().with(&s).map(device).on(launch.clone()).map_into(&mut y));\ncase.same(\"y\", &y_before, &y_host, &y);\n"
            ),
        );
        (body, frame)
    }

    fn pieces(&mut self, captured: &str) -> (Node, String) {
        let element = self.any_type(1);
        self.scope.slices.push(Slice {
            text: "y".into(),
            element: element.clone(),
            mutable: true,
            copy: false,
        });
        self.scope.declare("i", &Type::usize(), false);
        let statements = self.closure_body(None);
        let value = self.expression(&element, 3);
        let end = Node::optional("y[0] = $;\n", [value]);
        let t = element.name();
        let (method, rest) =
            if self.random.chance(50) { ("chunks_mut", "case.between(0, width - 1)") } else { ("rows", "0") };
        let frame = framed(
            captured,
            &format!(
                "let n = case.length(); let width = case.between(1, 5); let length = (n * width).saturating_sub({rest}); let y_before: Vec<{t}> = case.values(length); let mut y = y_before.clone(); let mut y_host = y_before.clone();\n"
            ),
            &format!("|(i, y): (usize, &mut [{t}])|"),
            "for (i, y) in y_host.chunks_mut(width).enumerate() { case.item(Some(i), &mut || host((i, &mut *y))); }\n",
            &format!(
                "case.device(&mut || y.offload_mut().{method}(width).enumerate().on(launch.clone()).for_each(device));\ncase.same(\"y\", &y_before, &y_host, &y);\n"
            ),
        );
        (Node::sequence([statements, end]), frame)
    }

    fn windows(&mut self, captured: &str) -> (Node, String) {
        let (from, to) = (self.any_type(1), self.any_type(2));
        self.scope.slices.push(Slice { text: "w".into(), element: from.clone(), mutable: false, copy: true });
        let body = self.closure_body(Some(&to));
        let (t, u) = (to.name(), from.name());
        let frame = framed(
            captured,
            &format!(
                "let n = case.length(); let width = case.between(1, 5); let x: Vec<{u}> = case.values(n); let mut y_host: Vec<{t}> = Vec::new(); case.set_threads([(n + 1).saturating_sub(width), 1, 1]);\n"
            ),
            &format!("|w: &[{u}]| -> {t}"),
            "for (i, w) in x.windows(width).enumerate() { case.item(Some(i), &mut || y_host.push(host(w))); }\n",
            "let mut y = Vec::new();\ncase.device(&mut || { y = x.offload().windows(width).map(device).on(launch.clone()).collect()?; Ok(()) });\ncase.same(\"y\", &[], &y_host, &y);\n",
        );
        (body, frame)
    }

    fn reduction(&mut self, captured: &str) -> (Node, String) {
        let (from, int) = (self.any_type(1), self.integer());
        let to = Type::Int(int);
        self.shared_variable("(*x)", &from);
        let (t, u) = (to.name(), from.name());
        let identity = format!("0{t}");
        let (result, chain, host) = match self.random.below(5) {
            0 => (
                to,
                "map(device).reduce(|| 0, |a, b| a.wrapping_add(b))",
                "y_host = y_host.wrapping_add(host(x))",
            ),
            1 => (to, "map(device).reduce(|| 0, |a, b| a ^ b)", "y_host ^= host(x)"),
            2 => (
                to,
                "map(device).max().map(|greatest| greatest.unwrap_or(0))",
                "y_host = host(x).max(if first { host(x) } else { y_host }); first = false",
            ),
            3 => (
                to,
                "map(device).min().map(|least| least.unwrap_or(0))",
                "y_host = host(x).min(if first { host(x) } else { y_host }); first = false",
            ),
            _ => (
                Type::Bool,
                "filter(move |x| device(*x)).count().map(|count| count as _)",
                "y_host = y_host.wrapping_add(host(x) as _)",
            ),
        };
        let body = self.closure_body(Some(&result));
        let frame = framed(
            captured,
            &format!(
                "let n = case.length(); let x: Vec<{u}> = case.values(n); let mut first = true; let mut y_host: {t} = {identity};\n"
            ),
            &format!("|x: &{u}| -> {}", result.name()),
            &format!("for x in &x {{ case.item(None, &mut || {{ {host}; }}); }}\n"),
            &format!(
                "let y_before: {t} = case.value(); let mut y = y_before;\ncase.device(&mut || {{ y = x.offload().{chain}?; Ok(()) }});\ncase.same(\"y\", &[y_before], &[y_host], &[y]);\n"
            ),
        );
        (body, frame)
    }
}

/// The module around a closure's body.
fn framed(captured: &str, setup: &str, head: &str, host: &str, device: &str) -> String {
    format!(
        "{ITEMS}pub fn run(case: &mut Case) {{\n{captured}{setup}\
         let device_line = line!(); let device = move {head} {{\n{DEVICE_BODY}}};\n\
         let host_line = line!(); let host = move {head} {{\n{HOST_BODY}}};\n\
         case.lines(file!(), device_line, host_line, @body lines@);\n{host}let launch = case.launch();\n{device}}}\n"
    )
}
