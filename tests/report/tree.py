"""A strict reader of the page: every element closed where it must be, ids once, and each word with its surroundings."""

from html.parser import HTMLParser

VOID = {"meta", "wbr", "br", "link", "img", "input", "hr"}


class Node:
    """An element, or a piece of text (`tag` is None)."""

    def __init__(self, tag, attrs, parent, text=""):
        self.tag, self.attrs, self.parent, self.own_text = tag, attrs, parent, text
        self.children = []

    def __repr__(self):
        return f"<{self.tag} {self.attrs}>"

    def walk(self):
        """This element and all within it, in the order of the page."""
        waiting = [self]
        while waiting:
            here = waiting.pop()
            yield here
            waiting.extend(reversed(here.children))

    def above(self):
        """This element and all around it, the nearest first."""
        here = self
        while here is not None:
            yield here
            here = here.parent

    def find(self, tag=None, **attrs):
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [
            node
            for node in self.walk()
            if node.tag is not None
            and (tag is None or node.tag == tag)
            and all(
                value in (node.attrs.get(name) or "").split() if name == "class" else node.attrs.get(name) == value
                for name, value in wanted.items()
            )
        ]

    def text(self, without=lambda node: False):
        """All words inside, in order, but for those within elements that `without` names."""
        if without(self):
            return ""
        return self.own_text if self.tag is None else "".join(child.text(without) for child in self.children)

    def near(self, attr):
        """The nearest element around (or this one) with an attribute."""
        return next((node for node in self.above() if attr in node.attrs), None)


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.here = Node("document", {}, None)
        self.declarations = []

    def handle_decl(self, decl):
        self.declarations.append(decl)

    def handle_comment(self, data):
        raise AssertionError(f"a comment on the page: {data[:60]}")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice: {attrs}"
        assert all(value is not None for _, value in attrs), f"an attribute without a value: {attrs}"
        node = Node(tag, dict(attrs), self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_endtag(self, tag):
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag} {self.here.attrs}>"
        self.here = self.here.parent

    def handle_data(self, data):
        self.here.children.append(Node(None, {}, self.here, data))


def read(page):
    """The page as a tree; raises AssertionError where it is not well formed."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.here is reader.root, f"not closed: {reader.here}"
    assert reader.declarations in (["DOCTYPE html"], []), reader.declarations
    return reader.root
