"""Text to passages to answers with sources: chunk, embed, index, search."""
