"""Telegram's mechanics: router, context, buttons, markup, pictures, pace, polling."""
