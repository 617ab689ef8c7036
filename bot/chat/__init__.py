"""Telegram's mechanics: router, context, buttons, dialogs, markup, pictures, pace, polling."""
