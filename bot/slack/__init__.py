"""The Slack app, one small file a surface. Above the bot and beside the HTTP service."""
