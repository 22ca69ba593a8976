//! Generated code as a tree: text with expressions and statements that can be removed or replaced, so that a
//! failing program can be made smaller without parsing it.

use std::fmt::Write;

/// A piece of source text and the pieces inside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// How the piece may be replaced.
    pub role: Role,
    /// Its text, in order.
    pub parts: Vec<Part>,
}

/// How a piece may be replaced.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// An expression; its simplest replacement is a literal.
    Expression {
        /// The expression's type in Rust syntax.
        ty: String,
        /// A literal of that type.
        simplest: String,
    },
    /// A statement or an item that can be removed.
    Optional,
    /// The program does not compile without it.
    Fixed,
}

/// Part of a piece.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Plain text.
    Text(String),
    /// A piece inside.
    Node(Node),
}

impl Node {
    /// Text whose holes, each written `$`, are filled with `children` in order.
    pub fn new(role: Role, template: &str, children: impl IntoIterator<Item = Node>) -> Self {
        let mut children = children.into_iter();
        let mut parts = Vec::new();
        for (index, text) in template.split('$').enumerate() {
            if index > 0 {
                parts.push(Part::Node(children.next().expect("a template has as many holes as children")));
            }
            if !text.is_empty() {
                parts.push(Part::Text(text.to_owned()));
            }
        }
        assert!(children.next().is_none(), "too many children for `{template}`");
        Self { role, parts }
    }

    /// A statement, or an item.
    pub fn optional(template: &str, children: impl IntoIterator<Item = Node>) -> Self {
        Self::new(Role::Optional, template, children)
    }

    /// A piece that must stay.
    pub fn fixed(template: &str, children: impl IntoIterator<Item = Node>) -> Self {
        Self::new(Role::Fixed, template, children)
    }

    /// Several pieces, one after the other.
    pub fn sequence(children: impl IntoIterator<Item = Node>) -> Self {
        Self { role: Role::Fixed, parts: children.into_iter().map(Part::Node).collect() }
    }

    /// The source text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        for part in &self.parts {
            match part {
                Part::Text(part) => {
                    let _ = text.write_str(part);
                }
                Part::Node(node) => node.write(text),
            }
        }
    }

    /// The number of pieces, including this one.
    pub fn size(&self) -> usize {
        1 + self.children().map(Node::size).sum::<usize>()
    }

    /// The pieces directly inside.
    pub fn children(&self) -> impl Iterator<Item = &Node> {
        self.parts.iter().filter_map(|part| match part {
            Part::Node(node) => Some(node),
            Part::Text(_) => None,
        })
    }

    /// The piece with number `index`, counted from 0 in text order, outer pieces first.
    pub fn find(&self, index: usize) -> Option<&Node> {
        self.find_counted(&mut { index })
    }

    fn find_counted(&self, remaining: &mut usize) -> Option<&Node> {
        if *remaining == 0 {
            return Some(self);
        }
        *remaining -= 1;
        self.children().find_map(|child| child.find_counted(remaining))
    }

    /// The piece with number `index`, mutably.
    pub fn find_mut(&mut self, index: usize) -> Option<&mut Node> {
        self.find_mut_counted(&mut { index })
    }

    fn find_mut_counted(&mut self, remaining: &mut usize) -> Option<&mut Node> {
        if *remaining == 0 {
            return Some(self);
        }
        *remaining -= 1;
        self.parts.iter_mut().find_map(|part| match part {
            Part::Node(node) => node.find_mut_counted(remaining),
            Part::Text(_) => None,
        })
    }

    /// Calls `change` with every piece of text.
    pub fn for_each_text(&mut self, change: &mut impl FnMut(&mut String)) {
        for part in &mut self.parts {
            match part {
                Part::Text(text) => change(text),
                Part::Node(node) => node.for_each_text(change),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, Role};

    fn literal(text: &str) -> Node {
        Node::new(Role::Expression { ty: "u8".into(), simplest: "0u8".into() }, text, [])
    }

    #[test]
    fn holes_are_filled_in_order_and_pieces_are_numbered_as_they_stand() {
        let node = Node::optional("f($, $);", [literal("1"), Node::fixed("g($)", [literal("2")])]);
        assert_eq!(node.text(), "f(1, g(2));");
        assert_eq!(node.size(), 4);
        let numbered: Vec<_> = (0..5).map(|index| node.find(index).map(Node::text)).collect();
        let expected = ["f(1, g(2));", "1", "g(2)", "2"].map(|text| Some(text.to_owned()));
        assert_eq!(numbered[..4], expected);
        assert_eq!(numbered[4], None);
    }
}
