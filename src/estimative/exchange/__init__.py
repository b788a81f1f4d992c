"""Files in and out: cases, schemas, what-ifs, and other programs' formats."""
