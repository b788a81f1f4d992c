"""From a document to a draft case: what a text says, found with its place, and never more than it says."""
