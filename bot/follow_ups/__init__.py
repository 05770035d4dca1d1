"""From a follow-up to a question that stands alone: words, phrases, what is referred to."""
