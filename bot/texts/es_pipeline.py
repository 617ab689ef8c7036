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
    "Trying {step} again.": "Se intenta {step} otra vez.",
    "Given up. It stays out of the library.": "Abandonado. Se queda fuera de la biblioteca.",
    "Looking for another release.": "Se busca otra copia.",
    "Taking {release}.": "Se coge {release}.",
    "Looking now.": "Se está buscando.",
    "Try again": "Intentarlo otra vez",
    "Give up on it": "Abandonarlo",
    "Take another release": "Coger otra copia",
    "There is no remedy called {name}.": "No hay ningún remedio llamado {name}.",
    "{step} comes after {list}, which is not done yet.": "{step} va después de {list}, que aún no está hecho.",
    "It is on its way again already, in a newer attempt.": "Ya está otra vez en camino, en un intento más nuevo.",
    "It is on its way again already.": "Ya está otra vez en camino.",
    "That is not on its way any more.": "Eso ya no está en camino.",
    "That release is not known any more.": "Esa copia ya no se conoce.",
    "That release is on its way already.": "Esa copia ya está en camino.",
    "It has been found already and is on its way.": "Ya se ha encontrado y está en camino.",
    "Other subtitles are being looked for already.": "Ya se están buscando otros subtítulos.",
    "That episode is not in the library any more.": "Ese episodio ya no está en la biblioteca.",
    "There are no subtitles in files of their own beside that episode, so they cannot be moved.": (
        "Junto a ese episodio no hay subtítulos en un archivo propio, así que no se pueden mover."
    ),
    "{code} is not in the library any more.": "{code} ya no está en la biblioteca.",
    "You do not follow a show called “{name}”.": "No sigues ninguna serie llamada «{name}».",
    "Its files are being renamed just now": "Se están cambiando los nombres de sus archivos",
    "Files are being renamed just now. Try again in a minute.": (
        "Se están cambiando nombres de archivos. Inténtalo otra vez en un minuto."
    ),
    "It is being renamed just now. Try again in a minute.": (
        "Se le está cambiando el nombre. Inténtalo otra vez en un minuto."
    ),
    "Another file is called {name} now. Give that another name, then try again.": (
        "Ahora otro archivo se llama {name}. Dale otro nombre e inténtalo otra vez."
    ),
    "That attempt is not here any more.": "Ese intento ya no está.",
    "That person is not here any more.": "Esa persona ya no está.",
    "That show is not here any more.": "Esa serie ya no está.",
    "That episode is not here any more.": "Ese episodio ya no está.",
    "An invitation is for members or guests.": "Una invitación es para miembros o invitados.",
    "Another worker was quicker and runs {step} now.": "Otro proceso se ha adelantado y ahora hace {step}.",
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
    "{said} (tried {count} times)": "{said} (intentado {count} veces)",
    "{said}; it has been so for too long": "{said}; lleva así demasiado tiempo",
    "{said}. Mend the settings of {system}, then try again.": (
        "{said}. Arregla los ajustes de {system} e inténtalo otra vez."
    ),
    "An error inside Airdate: {text}": "Un error dentro de Airdate: {text}",
    "Waiting for disk space in {folder}: {said_what} needs {size}, {free} are free{said_also}": (
        "Falta espacio en {folder}: {said_what} necesita {size} y quedan {free}{said_also}"
    ),
    ", {size} of them promised to what is on its way": ", de ellos {size} reservados para lo que está en camino",
    ", {size} more are promised to other downloads and steps": ", y {size} más están reservados para otras descargas",
    "the episode": "el episodio",
    "the converted file": "el archivo convertido",
    # ------------------------------------------------------------------------------------------------------ check
    "The catalogue has no air time for it any more": "El catálogo ya no dice cuándo se emite",
    "It airs at {when}": "Se emite: {when}",
    "{day} is in the future; give a day that has been.": "{day} está en el futuro; da un día que haya pasado.",
    "Nobody follows {show} any more.": "Ya nadie sigue {show}.",
    # ------------------------------------------------------------------------------------------------------ fetch
    "{said}; next look at {when}": "{said}; se vuelve a mirar a las {when}",
    "No release found yet": "Todavía no se ha encontrado ninguna copia",
    "{count} found, none suitable: {said_many}": "{count} encontradas, ninguna sirve: {said_many}",
    "Waiting for disk space: {release}: {said}": "Falta espacio en el disco: {release}: {said}",
    "indexers: {text}": "Los indexadores: {text}",
    # --------------------------------------------------------------------------------- why a release is not taken
    "cannot be told from their names": "no se reconocen por su nombre",
    "are of another show": "son de otra serie",
    "are other episodes": "son otros episodios",
    "turned out wrong before": "ya salieron mal antes",
    "are samples or extras": "son muestras o extras",
    "are programs or archives": "son programas o archivos comprimidos",
    "are locked with a password": "están cerradas con contraseña",
    "appeared before it aired": "aparecieron antes de la emisión",
    "have the wrong resolution": "tienen otra resolución",
    "come from the wrong source": "vienen de otra fuente",
    "have a picture you do not want": "tienen una imagen que no quieres",
    "speak another language": "hablan otro idioma",
    "bear words or groups you refuse": "llevan palabras o grupos que rechazas",
    "have the wrong size": "tienen un tamaño raro",
    "are shared by nobody": "no las comparte nadie",
    "are no better than what you have": "no son mejores que la que tienes",
    "are not the best kind yet": "no son todavía de la mejor clase",
    "do not fit on the disk": "no caben en el disco",
    "are refused": "están rechazadas",
    "the name is a hash or a random string": "el nombre es un código sin sentido",
    "it names a film or a whole series, not an episode": "es el nombre de una película o de una serie entera",
    "it names no episode": "no nombra ningún episodio",
    "it is a sample or a trailer": "es una muestra o un tráiler",
    "it is bonus material, not the episodes": "es material extra, no los episodios",
    "a person says that it is the wrong episode": "alguien dice que es otro episodio",
    "a person says that its picture is bad": "alguien dice que se ve mal",
    "a person asked for another": "alguien pidió otra",
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
    "its name has no title of the show": "su nombre no dice de qué serie es",
    "it is the {year} show of that name": "es la serie de ese nombre de {year}",
    "its indexer says that it is another show of that name": "su indexador dice que es otra serie de ese nombre",
    "it is a program ({suffix})": "es un programa ({suffix})",
    "it is packed in an archive ({suffix})": "está dentro de un archivo comprimido ({suffix})",
    "on the blocklist: {said}": "en la lista negra: {said}",
    "it needs {size}, {free} are free": "necesita {size} y quedan {free}",
    "are locked or packed": "están cerradas o comprimidas",
    "is locked or packed": "está cerrada o comprimida",
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
    "cannot be told from its name": "no se reconoce por su nombre",
    "is of another show": "es de otra serie",
    "is another episode": "es otro episodio",
    "is a sample or extra": "es una muestra o un extra",
    "is a program or archive": "es un programa o un archivo comprimido",
    "is locked with a password": "está cerrada con contraseña",
    "has the wrong resolution": "tiene otra resolución",
    "comes from the wrong source": "viene de otra fuente",
    "has a picture you do not want": "tiene una imagen que no quieres",
    "speaks another language": "habla otro idioma",
    "bears words or groups you refuse": "lleva palabras o grupos que rechazas",
    "has the wrong size": "tiene un tamaño raro",
    "is shared by nobody": "no la comparte nadie",
    "is no better than what you have": "no es mejor que la que tienes",
    "is not the best kind yet": "no es todavía de la mejor clase",
    "does not fit on the disk": "no cabe en el disco",
    # ----------------------------------------------------------------------------------------------- /why, by line
    "No air time is announced.": "No se sabe cuándo se emite.",
    "Airs {when}.": "Se emite el {when}.",
    "Aired {when}, {ago} ago.": "Se emitió el {when}, hace {ago}.",
    "Tried {release} at {indexer}: {said}.": "Se probó {release} en {indexer}: {said}.",
    "Tried {release}: {said}.": "Se probó {release}: {said}.",
    "{count} release found:": "{count} copia encontrada:",
    "{count} releases found:": "{count} copias encontradas:",
    "• {said} ({said_examples})": "• {said} ({said_examples})",
    "see above": "ver arriba",
    "{release} at {indexer}: {said}": "{release} en {indexer}: {said}",
    "is suitable": "sirve",
    "are suitable": "sirven",
    "is suitable, not as good as the chosen one": "sirve, pero no es tan buena como la elegida",
    "are suitable, not as good as the chosen one": "sirven, pero no son tan buenas como la elegida",
    "• 1 chosen: {release} at {indexer}": "• 1 elegida: {release} en {indexer}",
    "• 1 chosen: {release}": "• 1 elegida: {release}",
    "In the library{said_since}, from {release}.": "En la biblioteca{said_since}, de {release}.",
    "In the library{said_since}. Since {when} it is from {release}; before, it was from {earlier}.": (
        "En la biblioteca{said_since}. Desde el {when} es de {release}; antes era de {earlier}."
    ),
    " since {when}": " desde el {when}",
    "A better copy is on its way: {said}": "Una copia mejor está en camino: {said}",
    "It waits for you at “{step}”: {said}.": "Te espera en «{step}»: {said}.",
    "{share} downloaded.": "{share} descargado.",
    "{share} downloaded, {time} left.": "{share} descargado, quedan {time}.",
    "Now: {said}": "Ahora: {said}",
    "being made playable": "se hace reproducible",
    "getting its subtitles": "se buscan sus subtítulos",
    "being filed": "se guarda",
    "waiting for the player to show it": "esperando a que el reproductor lo muestre",
    "about to be announced": "a punto de anunciarse",
    "It was deleted {when}, after everyone had watched it.": "Se borró el {when}, cuando todos lo habían visto.",
    "It was given up.": "Se abandonó.",
    "Nobody has asked for it.": "Nadie lo ha pedido.",
    "It is looked for once it has aired.": "Se busca en cuanto se haya emitido.",
    "Next look at {time}.": "Se vuelve a mirar a las {time}.",
    "Next look on {when}.": "Se vuelve a mirar el {when}.",
    "Nothing found yet.": "Todavía no se ha encontrado nada.",
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
    "the video is damaged: {text}": "el vídeo está dañado: {text}",
    "The conversion failed its check: {text} The download is whole and is kept.": (
        "La conversión no pasó su comprobación: {text} La descarga está entera y se queda."
    ),
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
    "{count} picture subtitle is kept in a file beside it.": "{count} subtítulo de imagen queda en un archivo al lado.",
    "{count} picture subtitles are kept in a file beside it.": (
        "{count} subtítulos de imagen quedan en un archivo al lado."
    ),
    "Its picture is Dolby Vision without an HDR10 layer, which nothing here can turn into ordinary colours.": (
        "Su imagen es Dolby Vision sin capa HDR10, que aquí nada puede pasar a colores normales."
    ),
    "It holds no video.": "No contiene vídeo.",
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
