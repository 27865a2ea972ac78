//! A page as one flat list in document order, so that nothing that walks it needs to recurse.
//!
//! In: a parsed page. Out: its nodes; each knows its parent and where its subtree ends.
//! Must not know: what elements mean for an article.
//! Holds: a node comes after its parent and before its parent's end; hidden parts and scripts are not in the list.

use dom_query::{Document, NodeData, NodeRef};

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
}

/// The attribute that says where in the list an element is, for a copy of the page that is cut up elsewhere.
pub(super) const MARK: &str = "data-tickmark";

/// Elements whose text nobody sees.
const UNSEEN: &[&str] =
    &["script", "style", "template", "noscript", "head", "svg", "iframe", "object", "canvas", "audio", "video"];

impl Page {
    /// The page's visible nodes; each listed element of `document` is given its [`MARK`].
    pub(super) fn of(document: &Document) -> Self {
        let mut page = Self::default();
        let mut stack: Vec<(NodeRef<'_>, Option<usize>)> = vec![(document.root(), None)];
        while let Some((node, parent)) = stack.pop() {
            let here = match page.push(&node, parent) {
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

    fn push(&mut self, node: &NodeRef<'_>, parent: Option<usize>) -> Taken {
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
        let node_made = Node { name, text, attributes, parent, end: at + 1, n_before: self.n_characters, depth };
        if is_hidden(&node_made) {
            return Taken::Hidden;
        }
        self.n_characters += node_made.text.chars().filter(|c| !c.is_whitespace()).count();
        if !node_made.name.is_empty() {
            node.set_attr(MARK, &at.to_string());
        }
        self.nodes.push(node_made);
        Taken::Listed(at)
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

fn is_hidden(node: &Node) -> bool {
    if UNSEEN.contains(&node.name.as_str()) || node.attribute("hidden").is_some() {
        return true;
    }
    let style: String =
        node.attribute("style").unwrap_or("").chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    node.attribute("aria-hidden") == Some("true")
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
