"""Documents that a person uploads: text out of PDF, DOCX, Markdown, plain text and CSV."""
