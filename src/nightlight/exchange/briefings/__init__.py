"""Published documents in: Word, PDF, slides, web pages and plain text, each as one `Document` or a clear refusal."""
