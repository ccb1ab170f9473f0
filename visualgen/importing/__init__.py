"""Any design tool's export becomes a template folder: read, understood, named, framed, matched to a kit, written, reported."""
