"""HTTP and command line: auth, chat, REST, health; mounts MCP and the web page."""
