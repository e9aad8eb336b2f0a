"""Instructions hidden in what a model reads, put to a model that obeys every one of them."""
