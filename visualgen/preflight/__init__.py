"""preflight: the only judge. Facts of a finished picture become findings, each with its mend."""
