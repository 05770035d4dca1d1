"""The corpus side: articles in, hits out. Knows nothing of chat, HTTP or Slack."""
