"""From facts to ink: one record of an assessment, drawn as JSON, as HTML, as pictures."""
