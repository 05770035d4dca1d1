"""The trained reader: a question and a chunk in, the answer's words and sentences out."""
