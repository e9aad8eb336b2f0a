"""The tools as MCP: in-process, stdio and Streamable HTTP."""
