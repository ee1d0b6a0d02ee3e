"""What differs between two flows, in sentences: `flows.diff` puts together what the files here find."""
