"""What every layer stands on: errors, canonical JSON, keyed random numbers, safe files, statements about states."""
