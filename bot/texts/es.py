from bot.texts.en import Texts


class Spanish(Texts):
    pass
