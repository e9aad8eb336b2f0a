"""The fixtures every room's tests share."""

pytest_plugins = ["tests.fixtures_db", "tests.fixtures_tools", "tests.fixtures_service", "tests.fixtures_api"]
