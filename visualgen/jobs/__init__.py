"""Work that is asked for and done later: the rows are the truth, an engine (`visualgen.workers`) only delivers them."""
