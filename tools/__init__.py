"""What the coach can do: typed async functions over data, finance and retrieval, in one list."""
