"""What the pipeline says of an episode's way, in Spanish; each sentence under the English one it stands for.

A name in braces stands for whatever was filled in there. Where it begins with `said`, that is one of these sentences
again (or nothing); `text` is anything, several sentences too; `list` is a list with "and" or "or" in it. The English
sentences are where they are said, in `pipeline/`; a test notices when one of them is not here.
"""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "and": "y",
    "or": "o",
    # -------------------------------------------------------------------------------------- what a person can do
    "It is on its way again already.": "Ya está otra vez en camino.",
    "There are no subtitles in files of their own beside that episode, so they cannot be moved.": (
        "Junto a ese episodio no hay subtítulos en un archivo propio, así que no se pueden mover."
    ),
    "{code} is not in the library any more.": "{code} ya no está en la biblioteca.",
    "Another file is called {name} now. Give that another name, then try again.": (
        "Ahora otro archivo se llama {name}. Dale otro nombre e inténtalo otra vez."
    ),
    "“{language}” is no language tag: write en, pt-BR, zh-Hant.": (
        "«{language}» no es un código de idioma: escribe en, pt-BR, zh-Hant."
    ),
    # ------------------------------------------------------------------------------------------ watched episodes
    "The recycle folder cannot take them: {text}. Nothing was deleted.": (
        "La papelera no puede guardarlos: {text}. No se ha borrado nada."
    ),
    "They cannot be taken out of the library yet: {text}.": "Todavía no se pueden sacar de la biblioteca: {text}.",
    "The library {folder} is not there. Is its disk mounted?": (
        "La biblioteca {folder} no está. ¿Está montado su disco?"
    ),
    "They are in the library again, or on their way there.": "Ya están otra vez en la biblioteca, o en camino.",
    "They are not in the recycle folder any more.": "Ya no están en la papelera.",
    "They are on their way back already.": "Ya están volviendo.",
    "They cannot be put back: {text}. They stay in the recycle folder.": (
        "No se pueden devolver a su sitio: {text}. Se quedan en la papelera."
    ),
    # ------------------------------------------------------------------------------------------------- every step
    ", {size} more are promised to other downloads and steps": ", y {size} más están reservados para otras descargas",
    # --------------------------------------------------------------------------------- why a release is not taken
    "the name is a hash or a random string": "el nombre es un código sin sentido",
    "it names a film or a whole series, not an episode": "es el nombre de una película o de una serie entera",
    "it names no episode": "no nombra ningún episodio",
    "it is a sample or a trailer": "es una muestra o un tráiler",
    "it is bonus material, not the episodes": "es material extra, no los episodios",
    "a person says that it is the wrong episode": "alguien dice que es otro episodio",
    "a person says that its picture is bad": "alguien dice que se ve mal",
    "it appeared before the episode aired": "apareció antes de que se emitiera el episodio",
    "the pack appeared before the season was over": "el paquete apareció antes de que acabara la temporada",
    "you refuse “{word}”": "rechazas «{word}»",
    "it has none of the words you insist on ({words})": "no lleva ninguna de las palabras que exiges ({words})",
    "its picture is HDR": "su imagen es HDR",
    "it is another season": "es otra temporada",
    "it is a special": "es un especial",
    "it is another episode": "es otro episodio",
    "it was filmed from a screen": "está grabada de una pantalla",
    "it is from a DVD": "es de un DVD",
    "it was recorded from television": "está grabada de la televisión",
    "it was recorded from a stream": "está grabada de una plataforma",
    "it is a streaming service's file": "es un archivo de una plataforma",
    "it is from a Blu-ray": "es de un Blu-ray",
    "it is locked with a password": "está cerrada con contraseña",
    "it is not the best kind, which may come until {when}": "no es la mejor clase, que puede llegar hasta las {when}",
    "it speaks {list}": "habla {list}",
    "it speaks {list}, not {list_wanted}": "habla {list}, no {list_wanted}",
    "it is rather of {show}": "es más bien de {show}",
    "it may just as well be of {show}": "también podría ser de {show}",
    "it is {show}": "es {show}",
    "the name alone is that of {show}": "solo el nombre es el de {show}",
    "its name has no title of the show": "su nombre no dice de qué serie es",
    "it is the {year} show of that name": "es la serie de ese nombre de {year}",
    "its indexer says that it is another show of that name": "su indexador dice que es otra serie de ese nombre",
    "it is a program ({suffix})": "es un programa ({suffix})",
    "it is packed in an archive ({suffix})": "está dentro de un archivo comprimido ({suffix})",
    "on the blocklist: {said}": "en la lista negra: {said}",
    "it needs {size}, {free} are free": "necesita {size} y quedan {free}",
    "it mends another group's release, not the one in the library": (
        "arregla la copia de otro grupo, no la que hay en la biblioteca"
    ),
    "what is in the library is as good as you want it": "la que hay en la biblioteca ya es como la quieres",
    "nobody shares it": "no la comparte nadie",
    "it is no better than what is in the library": "no es mejor que la que hay en la biblioteca",
    "{number}p is less than the {wanted}p wanted": "{number}p es menos que los {wanted}p que se quieren",
    "{number}p is more than the {wanted}p wanted": "{number}p es más que los {wanted}p que se quieren",
    "{size} an episode is more than wanted": "{size} por episodio es más de lo que se quiere",
    "{size} is too small for an episode": "{size} es demasiado poco para un episodio",
    "is another episode": "es otro episodio",
    "is locked with a password": "está cerrada con contraseña",
    # --------------------------------------------------------------------------------------------------- download
    "Downloading": "Descargando",
    "Downloading at {rate}/s": "Descargando a {rate}/s",
    "Downloading; the tracker says: {text}": "Descargando; el rastreador dice: {text}",
    "Looking for peers": "Buscando quien la comparta",
    "Waiting for the torrent's file list": "Esperando la lista de archivos del torrent",
    "The download client had lost it; added again": "El programa de descargas la había perdido; añadida otra vez",
    "Trying again after: {text}": "Se vuelve a intentar tras: {text}",
    "The indexer {indexer} is not configured any more": "El indexador {indexer} ya no está configurado",
    "none of its {count} files is {episode}": "ninguno de sus {count} archivos es {episode}",
    "Waiting for disk space: it needs {size}, {free} are free{said_also}": (
        "Falta espacio en el disco: necesita {size} y quedan {free}{said_also}"
    ),
    "{downloader} says that {file} is complete, but it is not at {path}. If the download client runs elsewhere, "
    "set its path mapping in airdate.toml.": (
        "{downloader} dice que {file} está completo, pero no está en {path}. Si el programa de descargas está en otra "
        "máquina, pon su correspondencia de carpetas en airdate.toml."
    ),
    "The disk is full ({free} free); it goes on when there is room": (
        "El disco está lleno (quedan {free}); sigue cuando haya sitio"
    ),
    "{downloader} cannot go on: {text}": "{downloader} no puede seguir: {text}",
    "{downloader} cannot go on with it: {text}": "{downloader} no puede seguir con ella: {text}",
    "it stalled at {share}: nothing came for {time}, {said_peers}": (
        "se quedó parada al {share}: nada llegó en {time}, {said_peers}"
    ),
    "though {count} connected": "aunque hay {count} conectados",
    "a file in it has a name that leads out of the download folder": (
        "un archivo suyo tiene un nombre que sale de la carpeta de descargas"
    ),
    "a file in it has a name that leads out of the download folder ({name})": (
        "un archivo suyo tiene un nombre que sale de la carpeta de descargas ({name})"
    ),
    "there is a program in it ({name})": "hay un programa dentro ({name})",
    "the video in it is packed in an archive": "el vídeo está dentro de un archivo comprimido",
    "there is no video in it": "no hay ningún vídeo dentro",
    "there is no picture in the video file": "el archivo de vídeo no tiene imagen",
    "it lasts {length}, the episode {wanted}: a sample or a fake": (
        "dura {length} y el episodio {wanted}: una muestra o una falsa"
    ),
    # ------------------------------------------------------------------------------------------------- transcode
    "{screen} plays it as it is: nothing to do.": "{screen} lo reproduce tal cual: nada que hacer.",
    "{container} becomes {target}.": "{container} pasa a {target}.",
    "{screen} does not play {what}: that is mended.": "{screen} no reproduce {what}: se arregla.",
    "Video is converted to {codec}: {said_why}.": "El vídeo se convierte a {codec}: {said_why}.",
    "Audio becomes {codec}: {said_why}.": "El sonido pasa a {codec}: {said_why}.",
    "Audio ({language}) becomes {codec}: {said_why}.": "El sonido ({language}) pasa a {codec}: {said_why}.",
    "{screen} does not play {what}": "{screen} no reproduce {what}",
    "Picture and sound are copied unchanged.": "Imagen y sonido se copian sin cambios.",
    "{count} text subtitle goes into SRT files beside it.": "{count} subtítulo de texto va a un archivo SRT al lado.",
    "{count} text subtitles go into SRT files beside it.": "{count} subtítulos de texto van a archivos SRT al lado.",
    "{count} picture subtitle is kept apart from the library.": (
        "{count} subtítulo de imagen queda fuera de la biblioteca."
    ),
    "{count} picture subtitles are kept apart from the library.": (
        "{count} subtítulos de imagen quedan fuera de la biblioteca."
    ),
    # ------------------------------------------------------------------------------------------------- subtitles
    "No subtitles in {languages} yet{text}": "Todavía no hay subtítulos en {languages}{text}",
    # ------------------------------------------------------------------------------------------------------ file
    "The disk of the library is full": "El disco de la biblioteca está lleno",
    "The library's disk quota is used up": "La cuota de disco de la biblioteca está agotada",
    "The library is read-only": "La biblioteca es de solo lectura",
    "Airdate may not write into the library": "Airdate no puede escribir en la biblioteca",
    "The disk of the library gives errors": "El disco de la biblioteca da errores",
    "The library's network share is gone": "La carpeta de red de la biblioteca ya no está",
    "{said}; it is filed when there is room": "{said}; se guarda cuando haya sitio",
    "{said} ({folder}). Mend that, then try again.": "{said} ({folder}). Arréglalo e inténtalo otra vez.",
    "{path} is another episode's file. Move that away, then try again.": (
        "{path} es el archivo de otro episodio. Quítalo de ahí e inténtalo otra vez."
    ),
    "The library {folder} is not there, nor the folder it is in. Is its disk mounted?": (
        "La biblioteca {folder} no está, ni la carpeta que la contiene. ¿Está montado su disco?"
    ),
    "The library {folder} is empty, and {count} episodes were filed there. Is its disk mounted? "
    "If you emptied it yourself, put any folder into it.": (
        "La biblioteca {folder} está vacía, y había {count} episodios guardados. ¿Está montado su disco? "
        "Si la vaciaste tú, pon cualquier carpeta dentro."
    ),
    "{folder} is not there any more. Is its disk mounted?": "{folder} ya no está. ¿Está montado su disco?",
    "the file is gone from {folder}": "el archivo ya no está en {folder}",
    "the filed copy could not be read: {text}": "la copia guardada no se pudo leer: {text}",
    "the filed copy lasts {length} s instead of {wanted} s": "la copia guardada dura {length} s en vez de {wanted} s",
    "The name {name} would lead out of the library.": "El nombre {name} saldría de la biblioteca.",
    "{name} changed while it was being copied": "{name} cambió mientras se copiaba",
    # --------------------------------------------------------------------------------------------------- refresh
    "Waiting for {list} to show it": "Esperando a que {list} lo muestre",
}
