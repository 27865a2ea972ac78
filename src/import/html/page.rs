//! A page as one flat list in document order, so that nothing that walks it needs to recurse.
//!
//! In: a parsed page. Out: its nodes; each knows its parent and where its subtree ends.
//! Must not know: what elements mean for an article.
//! Holds: a node comes after its parent and before its parent's end; hidden parts and scripts are not in the list.
//! Limits: what is hidden from screen readers alone is taken for hidden, unless next to nothing else is there.

use dom_query::{Document, NodeData, NodeId, NodeRef};

/// One element or text of a page.
#[derive(Debug)]
pub(super) struct Node {
    /// The element's name in lower case, or empty for a text.
    pub(super) name: String,
    /// The text's characters; empty for an element.
    pub(super) text: String,
    /// The element's attributes.
    attributes: Vec<(String, String)>,
    /// Its parent's place in the list.
    pub(super) parent: Option<usize>,
    /// Where its subtree ends (exclusive).
    pub(super) end: usize,
    /// Characters of text before it in the page, without white space.
    n_before: usize,
    /// How many nodes are around it.
    depth: usize,
    /// What it is in the document.
    id: NodeId,
}

impl Node {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether it is the element `name`.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name
    }
}

/// A page's nodes in document order.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The nodes.
    pub(super) nodes: Vec<Node>,
    n_characters: usize,
    /// The texts that have letters, in order: the marks count these.
    marked: Vec<usize>,
}

/// The first of the private characters that [`Page::mark`] puts before texts; planes 15 and 16 have no others.
const FIRST_MARK: u32 = 0xF0000;

/// Characters of one text that are measured.
const MEASURED: usize = 20_000;

/// Elements whose text nobody sees.
const UNSEEN: &[&str] = &[
    "annotation",
    "annotation-xml",
    "audio",
    "canvas",
    "datalist",
    "head",
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "rp",
    "script",
    "style",
    "svg",
    "template",
    "title",
    "video",
];

/// Characters below which a page that has more in parts that screen readers pass over is read with these.
const BARE_PAGE: usize = 250;

/// Whether parts that are hidden from screen readers alone are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unspoken {
    Left,
    Listed,
}

impl Page {
    /// The page's visible nodes.
    pub(super) fn of(document: &Document) -> Self {
        let page = Self::listed(document, Unspoken::Left);
        if page.n_characters >= BARE_PAGE {
            return page;
        }
        // A page saved while a dialog was open has all but the dialog marked as not to be spoken.
        let all = Self::listed(document, Unspoken::Listed);
        if all.n_characters > 4 * page.n_characters { all } else { page }
    }

    fn listed(document: &Document, unspoken: Unspoken) -> Self {
        let mut page = Self::default();
        let mut stack: Vec<(NodeRef<'_>, Option<usize>)> = vec![(document.root(), None)];
        while let Some((node, parent)) = stack.pop() {
            let here = match page.push(&node, parent, unspoken) {
                Taken::Listed(at) => Some(at),
                Taken::Passed => parent,
                Taken::Hidden => continue,
            };
            let mut child = node.last_child();
            while let Some(found) = child {
                child = found.prev_sibling();
                stack.push((found, here));
            }
        }
        // Ends: each node's end is the greatest of its children's; children come after parents.
        for at in (0..page.nodes.len()).rev() {
            let Some((parent, end)) = page.nodes.get(at).map(|node| (node.parent, node.end)) else { continue };
            if let Some(parent) = parent.and_then(|parent| page.nodes.get_mut(parent)) {
                parent.end = parent.end.max(end);
            }
        }
        page
    }

    fn push(&mut self, node: &NodeRef<'_>, parent: Option<usize>, unspoken: Unspoken) -> Taken {
        let at = self.nodes.len();
        let made = node.query(|tree_node| match &tree_node.data {
            NodeData::Text { contents } => Some((String::new(), contents.to_string(), Vec::new())),
            NodeData::Element(element) => {
                let attributes = element
                    .attrs
                    .iter()
                    .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
                    .collect();
                Some((element.name.local.to_string(), String::new(), attributes))
            }
            _ => None,
        });
        let Some(Some((name, text, attributes))) = made else { return Taken::Passed };
        let depth = parent.and_then(|parent| self.nodes.get(parent)).map_or(0, |parent| parent.depth + 1);
        let node_made =
            Node { name, text, attributes, parent, end: at + 1, n_before: self.n_characters, depth, id: node.id };
        if is_hidden(&node_made, unspoken) {
            return Taken::Hidden;
        }
        let n_characters = node_made.text.chars().filter(|c| !c.is_whitespace()).count();
        self.n_characters += n_characters;
        if n_characters > 0 {
            self.marked.push(at);
        }
        self.nodes.push(node_made);
        Taken::Listed(at)
    }

    /// Puts a private character before each text of the document that the page lists: what a copy of it that was cut up
    /// elsewhere still has is told by them. `None` where there are more texts than such characters.
    pub(super) fn mark(&self, document: &Document) -> Option<()> {
        for (n, at) in self.marked.iter().enumerate() {
            let mark = char::from_u32(FIRST_MARK.checked_add(u32::try_from(n).ok()?)?)?;
            let node = self.nodes.get(*at)?;
            // The copy is measured and never read: of a text without end its start is enough.
            let start: String = node.text.chars().take(MEASURED).collect();
            document.tree.get(&node.id)?.set_text(format!("{mark}{start}"));
        }
        Some(())
    }

    /// Which texts' marks a cut-up copy still has: one flag a node.
    pub(super) fn still_marked(&self, copy: &str) -> Vec<bool> {
        let mut out = vec![false; self.nodes.len()];
        for c in copy.chars() {
            let n = u32::from(c).checked_sub(FIRST_MARK).and_then(|n| usize::try_from(n).ok());
            if let Some(kept) = n.and_then(|n| self.marked.get(n)).and_then(|at| out.get_mut(*at)) {
                *kept = true;
            }
        }
        out
    }

    /// Characters of text in a subtree, without white space.
    pub(super) fn n_characters(&self, at: usize) -> usize {
        let Some(node) = self.nodes.get(at) else { return 0 };
        self.nodes.get(node.end).map_or(self.n_characters, |next| next.n_before) - node.n_before
    }

    /// Characters of text in the page, without white space.
    pub(super) fn n_characters_in_all(&self) -> usize {
        self.n_characters
    }

    /// Characters of the texts with a flag, without white space.
    pub(super) fn n_characters_where(&self, flags: &[bool]) -> usize {
        let texts = self.nodes.iter().enumerate().filter(|(_, node)| node.name.is_empty());
        texts.filter(|(at, _)| flags.get(*at) == Some(&true)).map(|(at, _)| self.n_characters(at)).sum()
    }

    /// The depths of all nodes, added up: what it costs to look from each at all around it.
    pub(super) fn depth_in_all(&self) -> usize {
        self.nodes.iter().map(|node| node.depth).sum()
    }

    /// The elements `name`, in order.
    pub(super) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.nodes.iter().enumerate().filter(move |(_, node)| node.is(name)).map(|(at, _)| at)
    }

    /// The nodes around `at`, innermost first, without itself.
    pub(super) fn around(&self, at: usize) -> impl Iterator<Item = (usize, &Node)> {
        let parent_of = |at: usize| self.nodes.get(at)?.parent;
        std::iter::successors(parent_of(at), move |at| parent_of(*at))
            .filter_map(|at| self.nodes.get(at).map(|node| (at, node)))
    }

    /// The first few dozen characters of a subtree's words.
    pub(super) fn first_words(&self, at: usize) -> String {
        let end = self.nodes.get(at).map_or(at, |node| node.end);
        let texts = self.nodes.get(at..end).unwrap_or(&[]).iter().filter(|node| !node.text.trim().is_empty());
        texts.take(3).flat_map(|node| node.text.split_whitespace().take(6)).collect::<Vec<_>>().join(" ")
    }

    /// The words of a subtree, parted by single spaces.
    pub(super) fn words(&self, at: usize) -> String {
        let end = self.nodes.get(at).map_or(at, |node| node.end);
        let text: String = self.nodes.get(at..end).unwrap_or(&[]).iter().map(|node| node.text.as_str()).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

enum Taken {
    Listed(usize),
    Passed,
    Hidden,
}

fn is_hidden(node: &Node, unspoken: Unspoken) -> bool {
    if UNSEEN.contains(&node.name.as_str()) || node.attribute("hidden").is_some() {
        return true;
    }
    if node.is("dialog") && node.attribute("open").is_none() {
        return true;
    }
    let style: String =
        node.attribute("style").unwrap_or("").chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    (unspoken == Unspoken::Left && node.attribute("aria-hidden") == Some("true"))
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_know_where_they_end() {
        let page = Page::of(&Document::from(
            "<body><div><p>One <b>two</b></p><p hidden>no</p></div><script>no</script><p>three</p></body>",
        ));
        let shown: Vec<_> = page.nodes.iter().map(|node| format!("{}{}", node.name, node.text)).collect();
        assert_eq!(shown, ["html", "body", "div", "p", "One ", "b", "two", "p", "three"]);
        assert_eq!(page.nodes.iter().map(|node| node.end).collect::<Vec<_>>(), [9, 9, 7, 7, 5, 7, 7, 9, 9]);
        assert_eq!((page.n_characters(2), page.n_characters(7), page.n_characters_in_all()), (6, 5, 11));
        assert_eq!(page.words(3), "One two");
        assert_eq!(page.around(6).map(|(at, _)| at).collect::<Vec<_>>(), [5, 3, 2, 1, 0]);
    }
}
