"""Everything kept and where it comes from: Postgres, migrations, named SQL, market adapters, importers, samples, library."""
