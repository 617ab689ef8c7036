# Lo que dice la cadena. En messages/__init__.py está cómo se muestran los valores.
today = hoy, { $time }
tomorrow = mañana, { $time }
yesterday = ayer, { $time }
text = { $text }
outside = { $system }: { $why }

## Lo que una persona puede hacer con un paso
remedy-again = Intentarlo otra vez
remedy-cancel = Abandonarlo
remedy-next = Coger otra copia
trying-again = Se intenta { step-name } otra vez.
marked-as-done = una persona lo dio por hecho
step-marked-as-done = { step-name }: se da por hecho, lo demás sigue sin eso.
episode-marked-as-done = { $code }: lo que quedaba se da por hecho.
step-is-needed = { step-name } no se puede dar por hecho: no ha empezado, o lo que viene después lo necesita.
given-up-now = Abandonado. Se queda fuera de la biblioteca.
looking-for-another = Se busca otra copia.
taking = Se coge { $release }.
looking-now = Se está buscando.
no-such-remedy = No hay ningún remedio llamado { $name }.
comes-after = { step-name } va después de { $others }, que aún no está hecho.
newer-attempt = Ya está otra vez en camino, en un intento más nuevo.
on-its-way-again = Ya está otra vez en camino.
not-on-its-way = Eso ya no está en camino.
release-not-known = Esa copia ya no se conoce.
release-on-its-way = Esa copia ya está en camino.
found-already = Ya se ha encontrado y está en camino.
another-worker = Otro proceso se ha adelantado y ahora hace { $step }.
person-asked-for-another = alguien pidió otra

## Cómo termina un paso
tried = { $why } (intentado { $count } veces)
too-long = { $why }; lleva así demasiado tiempo
mend-settings = { $why }. Arregla los ajustes de { $system } e inténtalo otra vez.
internal-error = Un error dentro de Airdate o de un plugin ({ $error }); el registro dice más
no-such-step = Aquí no hay ningún paso { $step }
worker-stopped = { $worker } se paró a la mitad
its-worker-stopped = se paró su proceso
newer-version-works = Airdate { $theirs } trabaja para esta casa en { $hosts }, y este es { $mine }. Actualiza primero este; no se ha cambiado nada.
older-version-works = Airdate { $theirs } sigue trabajando en { $hosts } y no termina, y este es { $mine }. Páralo allí y vuelve a empezar; no se ha cambiado nada.
other-version-works = Airdate { $theirs } trabaja para esta casa en { $hosts }, y este es { $mine }. Ambos deben ser de la misma versión; no se ha cambiado nada.
library-not-here = la carpeta { $folder } no es la biblioteca de la casa: su disco no está montado o es otra carpeta. Si aquí se llama de otro modo que en las demás máquinas, dilo en [paths]
no-work-folder = no se puede convertir nada en { $folder }: { $why }
queue-without-password = no pide contraseña a nadie: quien llega hasta ella puede leer y vaciar la cola. Ponle una (requirepass) y dila en la dirección: redis://:CONTRASEÑA@HOST:6379
given-up = abandonado

## Lo que el panel dice de lo que se ha hecho
not-asked-any-more = Eso ya no se pregunta: alguien se ha adelantado.
episode-on-its-way = { $code } está en camino.
episode-on-its-way-already = { $code } ya está en camino.
on-hold = Todo está parado: no se empieza nada nuevo.
going-on = Sigo.
on-hold-already = Ya estaba parado.
was-not-on-hold = No estaba parado.
no-such-button = No hay ningún botón así.
no-such-number = Ese número no es de nada de aquí.
no-dashboard = No hay panel que abrir: está apagado, o aún no ha arrancado.
link-used-up = Este enlace ya no funciona. Di /dashboard al bot para tener otro.
owner-only = Eso solo lo puede hacer el dueño.
no-such-job = No hay ningún trabajo así, o ya no.
dashboard-cannot-listen = El panel no puede escuchar en { $host }, puerto { $port }: { $why }. Elige otro `port` en [dashboard] de airdate.toml, o apágalo con `enabled = false`.
no-bot-token = El bot aún no tiene token. Habla con @BotFather en Telegram (/newbot). ./airdate init pregunta por el token y por todo lo demás; o ponlo en airdate.toml como `token` en [telegram], o en AIRDATE_TELEGRAM__TOKEN.
bot-token-refused = Telegram no acepta el token del bot. Pídeselo a @BotFather (/mybots) y ponlo en airdate.toml como `token` en [telegram], o en AIRDATE_TELEGRAM__TOKEN.
dashboard-needs-password = El panel escucharía en { $host } sin contraseña. Pon `password` en [dashboard] de airdate.toml (o AIRDATE_DASHBOARD__PASSWORD), o deja `host` en 127.0.0.1.

## Un motivo dentro de otros
count-and-what = { $count } { $what }
what-and-why = { $what }. { $why }.
two-lines =
    { $first }
    { $rest }

## Qué se dice de las copias que una regla rechaza, detrás de su número
rule-unreadable = { $count ->
        [one] no se reconoce por su nombre
       *[other] no se reconocen por su nombre
    }
rule-wrong-show = { $count ->
        [one] es de otra serie
       *[other] son de otra serie
    }
rule-wrong-episode = { $count ->
        [one] es otro episodio
       *[other] son otros episodios
    }
rule-blocked = { $count ->
        [one] ya salió mal antes
       *[other] ya salieron mal antes
    }
rule-sample = { $count ->
        [one] es una muestra o un extra
       *[other] son muestras o extras
    }
rule-not-a-video = { $count ->
        [one] es un programa o un archivo comprimido
       *[other] son programas o archivos comprimidos
    }
rule-locked = { $count ->
        [one] está cerrada o comprimida
       *[other] están cerradas o comprimidas
    }
rule-before-air-date = { $count ->
        [one] apareció antes de la emisión
       *[other] aparecieron antes de la emisión
    }
rule-resolution = { $count ->
        [one] tiene otra resolución
       *[other] tienen otra resolución
    }
rule-source = { $count ->
        [one] viene de otra fuente
       *[other] vienen de otra fuente
    }
rule-picture = { $count ->
        [one] tiene una imagen que no quieres
       *[other] tienen una imagen que no quieres
    }
rule-language = { $count ->
        [one] habla otro idioma
       *[other] hablan otro idioma
    }
rule-words = { $count ->
        [one] lleva palabras o grupos que rechazas
       *[other] llevan palabras o grupos que rechazas
    }
rule-size = { $count ->
        [one] tiene un tamaño raro
       *[other] tienen un tamaño raro
    }
rule-no-seeders = { $count ->
        [one] no la comparte nadie
       *[other] no las comparte nadie
    }
rule-not-better = { $count ->
        [one] no es mejor que la que tienes
       *[other] no son mejores que la que tienes
    }
rule-too-early = { $count ->
        [one] no es todavía de la mejor clase
       *[other] no son todavía de la mejor clase
    }
rule-no-space = { $count ->
        [one] no cabe en el disco
       *[other] no caben en el disco
    }
rule-of-old = { $count ->
        [one] está rechazada
       *[other] están rechazadas
    }

## check
no-air-time-any-more = El catálogo ya no dice cuándo se emite
airs-at = Se emite: { $at }
nobody-follows = Ya nadie sigue { $show } { $code }.

## fetch
chosen-by-hand = elegida a mano entre { $count } que se encontraron
given-by-hand = dada a mano
best-of-suitable = la mejor de { $suitable } que sirven entre { $count } que se encontraron
no-release-yet = Todavía no se ha encontrado ninguna copia
none-suitable = { $count } encontradas, ninguna sirve: { $told }
no-room-for = Falta espacio en el disco: { $release }: { $why }
looks-again = { $why }; se vuelve a mirar: { $at }

## Espacio en un disco
waiting-for-space-in = Falta espacio en { $folder }: { $what } necesita { SIZE($needed) } y quedan { SIZE($free) }
waiting-for-space-promised = Falta espacio en { $folder }: { $what } necesita { SIZE($needed) } y quedan { SIZE($free) }, de ellos { SIZE($promised) } reservados para lo que está en camino
disk-nearly-full = el disco está casi lleno, quedan { SIZE($free) } de { SIZE($size) }
the-episode = el episodio
the-converted-file = el archivo convertido

## Por qué se sigue compartiendo una descarga terminada
not-whole = no está entera
seed-on = ratio { $ratio } de { $goal_ratio }, { DURATION($seconds) } de { DURATION($goal) }
seed-on-ratio = ratio { $ratio } de { $goal_ratio }
seed-on-time = { DURATION($seconds) } de { DURATION($goal) }

## El camino de un episodio, línea a línea
no-air-time = No se sabe cuándo se emite.
airs = Se emite: { $at }.
aired = Se emitió: { $at }, hace { DURATION($ago) }.
tried-release = Se probó { $release }: { $why }.
release-at = { $title } en { $indexer }
release-and-why = { $release }: { $why }
releases-found = { $count ->
        [one] { $count } copia encontrada:
       *[other] { $count } copias encontradas:
    }
refused-some = • { $count } { $what } ({ $examples })
see-above = ver arriba
suitable = • { $count ->
        [one] { $count } sirve
       *[other] { $count } sirven
    } ({ $examples })
suitable-not-chosen = • { $count ->
        [one] { $count } sirve, pero no es tan buena como la elegida
       *[other] { $count } sirven, pero no son tan buenas como la elegida
    } ({ $examples })
chosen-one = • 1 elegida: { $release }
in-library = En la biblioteca, de { $release }.
in-library-since = En la biblioteca desde: { $since }, de { $release }.
in-library-replaced = En la biblioteca desde: { $since }. Ahora ({ $replaced_at }) es de { $release }; antes era de { $earlier }.
waits-for-you = Te espera en «{ step-name }»: { $why }.
better-copy = Una copia mejor está en camino: { $way }.
downloaded = { PERCENT($share) } descargado
downloaded-left = { PERCENT($share) } descargado, quedan { DURATION($left) }
doing = Ahora: { $doing }
doing-share = Ahora: { $doing }, { PERCENT($share) }
doing-transcode = se hace reproducible
doing-subtitles = se buscan sus subtítulos
doing-file = se guarda
doing-refresh = esperando a que el reproductor lo muestre
doing-notify = a punto de anunciarse
once-it-has-aired = Se busca en cuanto se haya emitido.
next-look = Se vuelve a mirar: { $at }.
nothing-found-yet = Todavía no se ha encontrado nada. { $coming }.
deleted-watched = Se borró: { $at }.
was-given-up = Se abandonó.
nobody-asked = Nadie lo ha pedido.

## Lo que pide la gente
episode-skipped = { $code } se salta.
not-followed = No sigues ninguna serie llamada «{ $title }».
which-show = «{ $title }» puede ser varias series: { $names }. Di el nombre entero.
no-such-show-but = No sigues ninguna serie llamada «{ $title }». Hay algo parecido: { $names }.
day-in-the-future = { $day } está en el futuro; da un día que haya pasado.
attempt-gone = Ese intento ya no está.
show-gone = Esa serie ya no está.
episode-gone = Ese episodio ya no está.
person-gone = Esa persona ya no está.
invitation-for-whom = Una invitación es para miembros o invitados.
no-owner-yet = El bot aún no tiene dueño: ejecuta `./airdate up` y di /start con el código que muestra.

## Hacerse cargo de una biblioteca
not-a-folder = { $path } no es una carpeta.
several-shows-called-so = { $count } series se llaman así: pon el año en el nombre de la carpeta
no-show-called-so = ninguna serie se llama exactamente así
no-show-called-so-but = ninguna serie se llama exactamente así: la más parecida es { $nearest }

## Ajustes
not-toml = { $path }: { $what }. Se espera TOML: nombre = valor, el texto entre comillas.
nul-in-settings = { $path } contiene un carácter NUL, que no forma parte de ningún nombre ni dirección.
unknown-setting = no es un ajuste que Airdate conozca
variable-is-wrong = { $variable }: { $what }
file-is-wrong = { $path }: { $name }: { $what }
line-is-wrong = { $path }, línea { $line }: { $name }: { $what }
no-such-zone = No hay ninguna zona horaria llamada «{ $name }». Se llaman como Europe/Madrid o America/Bogota.
no-such-profile = No hay ningún perfil de calidad llamado «{ $name }». Hay: { $known }.
no-such-screen = No hay ninguna pantalla llamada «{ $name }». Hay: { $known }.
nothing-plays-on-all = Ningún archivo se puede ver en todas estas pantallas: { $screens }. Quita una de la lista.
database-url-expected = database: se espera sqlite:///ARCHIVO o postgresql://USUARIO:CLAVE@MÁQUINA/NOMBRE
library-missing = { $setting }: lo que nombra necesita una biblioteca que no está instalada aquí: uv pip install --python { $prefix } "{ $package }"
database-not-opened = La base de datos { $url } no se puede abrir: { $why }
queue-url-expected = queue: se espera redis://MÁQUINA, postgresql://USUARIO:CLAVE@MÁQUINA/NOMBRE, o nada para SQLite
no-such-plugin = { $where }: no hay ninguna extensión «{ $name }»; instaladas: { $installed }.
plugin-does-not-fit = { $where }: esta extensión no encaja en el puerto { $port } de esta versión de Airdate.
plugin-does-not-load = { $where }: no se puede cargar la extensión del paquete { $package }: { $why }
plugin-names-no-version = { $where }: la extensión del paquete { $package } no dice para qué versión de los puertos se hizo; este Airdate tiene ports_version = { $ours }.
plugin-of-other-version = { $where }: la extensión del paquete { $package } se hizo para la versión { $theirs } de los puertos, y este Airdate tiene la { $ours }. Instala una versión de la extensión para ella.
another-python = Este es Python { $found }, y se pide { $wanted }: ./airdate test --python { $wanted }
plugin-no-name = «{ $name }» no vale como nombre de una extensión; tiene letras, cifras y _ y empieza por una letra.
plugin-name-taken = Ya hay una que se llama { $name }; dale otro nombre a la tuya.
plugin-gives-nothing = { $package } no trae nada para Airdate (ningún punto de entrada airdate.…), así que se ha vuelto a quitar.
plugin-not-listed = { $path } no nombra ninguna extensión «{ $name }»; `airdate plugin list` muestra las que nombra.
plugin-neither = «{ $what }» no es ni una carpeta que exista ni el nombre de un paquete.
plugin-no-package = { $folder } no contiene ningún paquete: su pyproject.toml tiene que nombrar uno ({ $why }).
uv-takes-too-long = uv no ha terminado en { NUMBER($seconds, maximumFractionDigits: 0) } segundos.
uv-could-not = uv no ha podido hacerlo:
    { $said }
uv-missing = Las extensiones se instalan con uv, que no está aquí: pip install uv.
downloaders-and-one-encoder = { $path }: debe estar activa una sección [downloaders.…] y exactamente una [encoders.…].
no-such-client = { $path }: [indexers.{ $indexer }] nombra el downloader { $name }; hay { $known }.
## refresco
waits-for-players = Esperando a que { $players } lo muestre

## Reproductores
folder-in-library = { $name } = { $folder } está dentro de la biblioteca, donde los reproductores la tomarían por una serie. Ponla en otro sitio, o que su nombre empiece por un punto.
library-elsewhere =
    no conoce { $asked }; sus carpetas son { $locations }. Haz que { $asked } sea una carpeta de su biblioteca; o, si allí solo se llama de otra forma, pon { $count ->
        [one] esto
       *[other] la que corresponda a la biblioteca
    } bajo [players.{ $player }]: { $lines }
library-in-a-folder = mira { $folder }, donde toma { $asked } entera por una sola serie. Haz que la carpeta de su biblioteca sea { $asked }.
library-around-a-folder = solo mira { $folders }, y los episodios se guardan directamente en { $asked }. Haz que { $asked } sea una carpeta de su biblioteca, o pon esto en airdate.toml: { $line }

## Trabajos y sus pasos
files-busy = Otro trabajo tiene ahora sus archivos
files-busy-try-again = Otra tarea tiene ahora sus archivos. Inténtalo de nuevo en un minuto.
ends-its-process = Su proceso se ha parado a la mitad { $count } veces seguidas. El registro del último intento quizá diga por qué.
extra-step-twice = El paso añadido { $step } se llama como uno que ya está.
extra-step-names-unknown = El paso añadido { $step } nombra { $others }, que no está.
step-after-unknown = El paso { $step } va después de { $others }, que no está antes.
step-asks-for-unknown = El paso { $step } pide { $others }, que nada antes da.
nothing-better = Ya no se ofrece nada mejor
library-away = La biblioteca { $path } está vacía o no está. ¿Está montado su disco?
disk-says = { $why } ({ $path })
player-gone = el reproductor { $system } ya no está configurado
moves-files = Está moviendo archivos y puede ir por la mitad. Termina por sí sola.
nothing-to-delete = Ya no queda nada de ello

## Sistemas de fuera
resting = se deja en paz hasta { $until }: { $why }
many-ask = muchos le preguntan en este momento
several = { $whys }
lists-nothing = no lista nada en absoluto: ¿tiene problemas un sitio que hay detrás?
none-to-be-had = ninguno de los últimos { $count } lanzamientos se pudo obtener: { $why }

## descarga
indexer-gone = el indexador { $system } ya no está configurado
same-torrent = es el mismo torrent que { $title }: { $why }
client-cannot-go-on = { $system } no puede seguir: { $why }
disk-full = El disco está lleno (libres: { SIZE($free) }); sigue cuando haya sitio
trying-again-after = Otro intento después de: { $why }
download-was-lost = El programa de descargas lo había perdido; añadido otra vez
waiting-for-file-list = Esperando la lista de archivos del torrent
whole-disc = Es un disco entero, del que ningún nombre dice qué parte es el episodio.
not-in-torrent = ninguno de sus { $count } archivos es { $show } { $code }
not-kept-any-more = ya no se conserva
waiting-for-space = Esperando sitio en el disco: necesita { SIZE($needed) }, quedan { SIZE($free) }
waiting-for-promised-space = Esperando sitio en el disco: necesita { SIZE($needed) }, quedan { SIZE($free) }, otros { SIZE($promised) } están prometidos a otras descargas y pasos
complete-elsewhere = { $system } dice que { $name } está completo, pero no está en { $path }. Si el programa de descargas está en otra máquina, pon su correspondencia de rutas en airdate.toml.
stalled =
    se quedó parado en { PERCENT($progress) }: no llegó nada durante { DURATION($still) }, { $peers ->
        [0] nadie lo comparte
       *[other] aunque había { $peers } conectados
    }
downloading-with-warning = Descargando; el tracker dice: { $why }
downloading-at = Descargando a { SIZE($rate) }/s
downloading = Descargando
looking-for-peers = Buscando pares
leads-out-of-folder = un archivo suyo tiene un nombre que sale de la carpeta de descargas

## catálogos
no-catalogue = no hay ningún catálogo configurado
no-catalogue-knows = ningún catálogo conoce { $show }
## Why a release is not taken
either-day = su día puede ser uno de dos
names-a-film = es el nombre de una película o de una serie entera
names-no-episode = no nombra ningún episodio
random-name = el nombre es un código sin sentido
another-episode = es otro episodio
titled-as = lleva el título de { $code }
another-season = es otra temporada
bare-name-of = el nombre solo es el de { $show }
before-it-aired = apareció antes de que se emitiera el episodio
good-enough = la que hay en la biblioteca ya es como la quieres
has-program = hay un programa dentro ({ $name })
indexer-says-other = su indexador dice que es otra serie de ese nombre
is-archive = está dentro de un archivo comprimido ({ $suffix })
is-bonus = es material extra, no los episodios
is-hdr = su imagen es HDR
is-program = es un programa ({ $suffix })
is-sample = es una muestra o un tráiler
is-special = es un especial
is-title = es { $title }
locked = está cerrada con contraseña
may-be-of = también podría ser de { $show }
mends-another = arregla la copia de otro grupo, no la que hay en la biblioteca
needs-space = necesita { SIZE($needed) } y quedan { SIZE($free) }
no-better = no es mejor que la que hay en la biblioteca
no-picture = no hay imagen en el vídeo
no-title = su nombre no dice de qué serie es
no-video = no hay ningún vídeo dentro
nobody-shares = no la comparte nadie
none-of-words = no lleva ninguna de las palabras que exiges ({ $words })
not-best-kind = no es la mejor clase, que puede llegar hasta { $until }
on-blocklist = en la lista negra: { $why }
other-show-of = es la serie de ese nombre de { $which }
pack-before-end = el paquete apareció antes de que acabara la temporada
rather-of = es más bien de { $show }
refused-word = rechazas «{ $word }»
said-locked = su indexador dice que está cerrada
said-locked-archive = su indexador dice que es un archivo comprimido dentro de otro
said-locked-password = su indexador dice que está cerrada con contraseña
speaks = habla { $languages }
speaks-not = habla { LANGUAGES($languages) }, no { ONE_OF($wanted) }
taken-from =
    { $source ->
        [cam] está grabada de una pantalla
        [dvd] es de un DVD
        [hdtv] está grabada de la televisión
        [webrip] está grabada de una plataforma
        [webdl] es un archivo de una plataforma
       *[bluray] es de un Blu-ray
    }
too-big = { SIZE($size) } por episodio es más de lo que se quiere
too-few-lines = { $lines } es menos que los { $wanted } que se quieren
too-many-lines = { $lines } es más que los { $wanted } que se quieren
too-short = dura { DURATION($length) }, y el episodio { DURATION($announced) }: es una muestra o un engaño
too-small = { SIZE($size) } es demasiado poco para un episodio
video-is-packed = el vídeo está dentro de un archivo comprimido

## Archivos de la biblioteca, a petición
person-says-wrong = alguien dice que es otro episodio
person-says-bad-picture = alguien dice que se ve mal
no-subtitle-files = Junto a ese episodio no hay subtítulos en un archivo propio, así que no se pueden mover.
library-not-mounted = La biblioteca { $folder } no está. ¿Está montado su disco?
recycle-folder-refuses = La papelera no puede guardarlos: { $why }. No se ha borrado nada.
not-taken-out = Todavía no se pueden sacar de la biblioteca: { $why }.
in-library-again = Ya están otra vez en la biblioteca, o en camino.
not-in-recycle-folder = Ya no están en la papelera.
on-their-way-back = Ya están volviendo.
name-is-taken = Ahora otro archivo se llama { $name }. Dale otro nombre e inténtalo otra vez.
not-put-back = No se pueden devolver a su sitio: { $why }. Se quedan en la papelera.
database-is-newer = La base de datos { $url } es de una versión más nueva de Airdate: actualiza esta.

## Trabajos
job-kind-episode = en camino
job-kind-better = búsqueda de una copia mejor
job-kind-rename = nombres nuevos para sus archivos
job-kind-missing-subtitles = subtítulos que faltan
job-kind-other-subtitles = otros subtítulos
job-kind-delete = fuera de la biblioteca
job-kind-restore = de vuelta a la biblioteca
job-kind-show = avisando a los reproductores
job-why-aired = se emitió
job-why-backlog = ya se había emitido
job-why-asked = alguien lo pidió
job-why-upgrade = una copia mejor
job-why-line = quedó pendiente
job-state-active = en camino
job-state-done = hecho
job-state-cancelled = abandonado
job-state-abandoned = ya no hace falta
job-filed = en la biblioteca

## Tareas
chore-survey = preguntar a los catálogos qué se emite
chore-feeds = leer las copias más nuevas
chore-names = buscar archivos con otro nombre
chore-watched = preguntar qué se ha visto
chore-recycle-folder = vaciar la papelera
chore-unneeded-downloads = quitar descargas que no hacen falta
chore-work-folders = quitar archivos a medias de episodios terminados o abandonados
chore-webhooks = contar a los webhooks y mensajeros lo que pasa
chore-seeding = quitar descargas ya compartidas lo bastante
## Subtítulos y lanzamientos mejores, después
looked-long-enough = Ya se buscó bastante tiempo
file-replaced-or-gone = Otro archivo ocupa su lugar, o el suyo ya no está en la biblioteca
file-not-there-now = { $path } no está ahora mismo
file-changed-meanwhile = Entretanto su archivo cambió de nombre, o dejó su lugar a otro
cannot-write-beside = No se puede escribir nada junto a { $path }: { $why }
not-in-library = Ese episodio ya no está en la biblioteca.
looked-for-already = Ya se están buscando otros subtítulos.
nothing-better-yet = Aún no se ofrece nada mejor
better-on-its-way = Algo mejor está en camino
gives-way-no-more = Ya no deja su lugar a un lanzamiento mejor
## transcode and subtitles
video-damaged = el vídeo está dañado: { $why }
no-conversion = ninguna conversión salió bien, y ninguna de las pantallas lo reproduce tal cual
dolby-vision-alone = su imagen es Dolby Vision sin capa HDR10, que aquí nada puede pasar a colores normales
no-subtitles-yet = Todavía no hay subtítulos en { LANGUAGES($languages) }
no-subtitles-yet-because = Todavía no hay subtítulos en { LANGUAGES($languages) } ({ $why })
## Lo que dicen y hacen los sistemas de fuera
http-challenge = delante del sitio hay una página que solo pasa un navegador (Cloudflare o parecido, HTTP { $status }).
http-says = dice «{ $said }» (HTTP { $status }).
http-turned-away = no nos deja entrar (HTTP { $status }).
with-remedy = { $why }. { $remedy }
http-proxy = un proxy del camino pide una contraseña (HTTP 407). Mira HTTPS_PROXY.
http-not-there = no tiene lo que pedimos (HTTP { $status }).
http-slow-down = pide que vayamos más despacio (HTTP 429).
http-trouble = tiene problemas propios (HTTP { $status }).
http-not-accepted = no aceptó nuestra petición (HTTP { $status }).
answer-web-page = respondió con una página web en vez de datos. ¿Es { $where } su dirección?
answer-nothing = no respondió nada.
answer-not-json = respondió con algo que no es JSON entero.
answer-no-list = su respuesta es { $kind } donde se esperaba una lista.
answer-odd = su respuesta no es como la describen sus autores ({ $error }).
no-answer-in-time = { $where } no respondió en { $seconds } s.
webhook-leads-home = { $where } es una dirección de esta máquina o red; private = true en su sección lo permite
webhook-can-be-reached = { $where } está al alcance
apprise-missing = Apprise no está instalado. En la carpeta de Airdate: { $command }
notify-ready = Apprise { $version }: { $services }
notify-url-not-known = la dirección { $number } de urls no es ninguna que Apprise conozca: mira github.com/caronc/apprise/wiki
notify-not-taken = no lo aceptó { $services }
notify-could-not = Apprise terminó sin respuesta
news-here = { $show } { $code } ya está: a verlo.
news-needs-you = { $show } { $code } te necesita: { $why }
news-failing = { $system } no hace su parte: { $why }
news-well = { $system } vuelve a responder.
news-other = { $show } { $code }: { $why }
in-circles = { $where } nos manda en círculos.
not-an-address = { $where } no es una dirección a la que se pueda preguntar. Corrige url.
header-not-sendable = una cabecera no se puede enviar como está puesta. Corrige headers o cookie.
broke-off = { $where } se cortó en mitad de su respuesta.
answer-unfinished = { $where } no terminó su respuesta en { $seconds } s.
certificate-not-trusted = el certificado de { $where } no es de confianza. ¿Es tuyo? Entonces pon verify_tls = false.
home-not-reached = no se llega a { $where }. ¿Está en marcha, y es url su dirección?
telegram-something-else = en { $where } responde otra cosa en lugar de Telegram (HTTP { $status }): la página de acceso de la red, un filtro o un proxy. Abre la dirección en un navegador en esta máquina.
telegram-server-not-reached = no se llega a { $where }. ¿Está en marcha el servidor de la Bot API, y es api_url de [telegram] su dirección?
telegram-says = Telegram dice «{ $said }».
site-not-reached = no se llega a { $where }. ¿Llega esta máquina a internet?
answer-too-long = su respuesta pasa de { SIZE($most) }.
raise-setting = { $why }. Sube { $setting } si está bien así.
leads-nowhere = lleva a una dirección que no es http, https ni un enlace magnet.
redirects-too-often = redirige más de { $count } veces.
torrent-of-no-use = lo que tiene para { $title } no sirve: { $why }
not-given-out = no da este (HTTP { $status }).
redirects-to-nowhere = redirige a una dirección mal formada.
feed-too-large = su respuesta tiene demasiados elementos para leerla.
feed-other = su dirección da <{ $name }> en vez de un feed. Corrige url.
torznab-test-address = esta es la dirección de prueba de Prowlarr (…/0/): pon en url la de un indexador (su Copy Torznab URL).
torznab-other = responde a una búsqueda con <{ $name }> en vez de un feed.
torznab-login = nos manda a su página de acceso. Revisa api_key.
torznab-no-caps = no dice lo que sabe hacer: mira si url es una dirección Torznab.
check-api-key = Revisa api_key.
check-sign-in = Algo delante pide un nombre y una contraseña: revisa username y password.
check-url = ¿Es url su dirección?
check-feed = Revisa url, secret y cookie.
check-key-in-address = ¿Está su clave en la dirección?
check-archive = No debería pedir clave: revisa url.
archive-restricted = { $title } está restringido allí.
archive-says = su búsqueda dice: { $said }.
xem-says = dice: { $said }.
archive-no-item = no tiene (ya) el elemento { $name }.
answer-formless = su respuesta no tiene la forma que debería.
check-tvmaze = TVmaze no pide clave: ¿hay un proxy en medio, o es url la de otro?
check-xem = XEM no pide clave: ¿hay un proxy en medio, o es url la de otro?
check-anime-lists = las listas de anime no piden clave: ¿hay un proxy en medio, o es url la de otro?
catalogue-no-id = { $system } no conoce { $show } por ninguno de sus números.
answer-endless = su respuesta sigue después de { $count } páginas.
tvdb-not-there = TVDB no tiene { $what }.
tvdb-get-key = Consigue una clave en https://thetvdb.com/api-information y ponla en la configuración como api_key (y pin).
check-kodi = Compara username y password con Ajustes, Servicios, Control de Kodi.
kodi-no-source = { $version } responde, pero no tiene ninguna fuente de vídeo. Añade la carpeta de la biblioteca en Kodi.
kodi-reading = Kodi está leyendo sus carpetas ahora mismo.
kodi-not-yet = Kodi aún no muestra { $name }.
kodi-own-screen = Kodi solo reproduce en su propia pantalla.
not-playable = solo se puede reproducir un episodio o una película.
not-markable = solo se puede marcar un episodio o una película.
kodi-mark-lost = Kodi aceptó la marca de visto, pero no la muestra.
kodi-nothing-called = Kodi no tiene nada llamado { $name } en lo que mirar.
kodi-not-rpc = respondió con algo que no es JSON-RPC. ¿Es eso Kodi?
kodi-gone = Kodi ya no tiene eso.
kodi-not-now = Kodi no pudo hacerlo ahora ({ $method }).
kodi-refused = Kodi no aceptó { $method }: dice «{ $said }».
jellyfin-too-many = Jellyfin lista más de { $count } elementos.
jellyfin-item-gone = Jellyfin ya no tiene ese elemento.
jellyfin-no-user = no tiene ningún usuario «{ $user }»
jellyfin-which-user = tiene varios usuarios y no se ha nombrado ninguno
jellyfin-set-user = { $why }. Conoce: { $users }. Pon user en [players.{ $section }].
jellyfin-other-address = esa dirección no es la suya. Pon url = "{ $url }" en [players.{ $section }].
jellyfin-none-there = lo que responde en { $url } no es Jellyfin. Pon su dirección en url en [players.{ $section }]: casi siempre es http://HOST:8096, o https://NOMBRE tras un proxy.
jellyfin-no-shows = { $version } responde, pero no tiene ninguna biblioteca de series. Añade una: Panel de control, Bibliotecas.
jellyfin-not-yet = Jellyfin aún no muestra { $name }.
jellyfin-mark-lost = Jellyfin aceptó la marca de visto, pero no la muestra.
jellyfin-new-key = Crea una clave de API nueva en Jellyfin (Panel de control, Claves de API) y ponla en la configuración como api_key.
jellyfin-no-answer = no respondió nada a una pregunta.
jellyfin-not-asked = no se le pudo preguntar ({ $said }).
screen-is-off = esa pantalla está apagada o ya no tiene la sesión iniciada en Jellyfin.
sent-on = nos envía a { $url }. Pon en url la dirección que responde por sí misma.
feed-web-page = responde con una página web en vez de un feed: revisa su url.
feed-entities = su respuesta declara entidades XML y no contiene nada más: revisa su url.
feed-says = en lugar de un feed responde: { $said }.
feed-unreadable = no responde nada que se pueda leer en vez de un feed: revisa su url.
torznab-says = el indexador dice: { $said } (error { $number }).
torznab-error = el indexador no dice por qué (error { $number }).
nothing-to-add = no hay ni archivo torrent ni enlace magnet que añadir.
transmission-no-hybrids = Transmission { $version } no lee este torrent, que es de las versiones 1 y 2 a la vez: la 4.0 sí.
torrent-taken-for-another = toma este torrent por { $one } en vez de { $other }.
files-not-known = aún no se conoce la lista de archivos.
torrent-has-fewer-files = el torrent solo tiene { $count } archivos.
client-no-folder = su máquina no tiene la carpeta { $path }.
client-has-it-not = no tiene (ya) esta descarga.
transmission-whitelist = Transmission en { $where } no deja entrar a esta máquina: añade su dirección a rpc-whitelist, o reinicia Transmission después de demasiadas contraseñas equivocadas.
transmission-password = Transmission en { $where } rechaza el nombre o la contraseña: corrige los ajustes.
transmission-damaged = lo que responde en { $where } no es el RPC de Transmission, o está dañado: revisa url.
transmission-host-whitelist = Transmission no responde al nombre { $where }: añádelo a rpc-host-whitelist, o usa la dirección.
transmission-says = Transmission dice: { $said }.
client-proxy-too-large = lo que hay delante de él no deja pasar un torrent tan grande (HTTP 413): suba su límite (nginx: client_max_body_size).
transmission-other = lo que responde en { $where } no es el RPC de Transmission: revisa url.
transmission-unreadable = la respuesta de Transmission no se puede leer.
file-shorter-than-said = un archivo es más corto en el disco de lo que debería, aunque el cliente lo da por completo.
client-lacks-room = no queda espacio en su disco: faltan { SIZE($missing) }.
daemon-not-installed = { $program } no está instalado en esta máquina. Instálalo con: apt-get install { $program }
daemon-silent = { $program } no responde después de { $seconds } s.
daemon-of-another = otro Airdate lleva el { $program } de { $folder }, y no responde.
daemon-will-not-end = un { $program } anterior sigue en { $folder } y no se puede terminar.
daemon-ended = { $program } terminó enseguida (código { $code }).
daemon-gone = { $program } se fue y se vuelve a empezar.
daemon-said = { $why }. Dijo: { $said }
transmission-inconsistent = la lista de archivos de Transmission no cuadra.
subtitles-no-provider = subliminal no conoce { $unknown }. Conoce { $known }.
subtitles-no-site = no hay ningún sitio al que preguntar. Pon alguno en [subtitlers.…] providers.
subtitles-want-account = también se preguntaría a { $sites }, con username y password en [subtitlers.{ $system }.settings.{ $first }].
subtitles-all-rest = Durante un rato no se pregunta a ningún sitio de subtítulos: { $why }.
subtitles-no-setting = El sitio { $name } no tiene el ajuste «{ $key }».
subtitles-none-lets-in = Ningún sitio de subtítulos nos deja entrar: { $why }. Revisa [subtitlers.{ $system }].
subtitles-none-answers = Ningún sitio de subtítulos dio una respuesta: { $why }.
subtitles-none-reached = No se pudo preguntar a ningún sitio de subtítulos: { $why }. ¿Llega esta máquina a internet?
site-no-downloads = a { $site } no le quedan descargas por hoy.
site-refuses-agent = { $site } no acepta esta versión de subliminal.
site-vip = { $site } no deja entrar a esta cuenta: ¿es la dirección de los VIP?
site-wants-vip = { $site } pide una cuenta VIP para esto.
site-slow-down = { $site } pide que vayamos más despacio.
site-misconfigured = { $site } no está bien configurado.
site-refused = { $site } rechazó el nombre o la contraseña.
site-guarded = { $site } muestra una página que solo pasa un navegador (Cloudflare o algo así).
site-answered = { $site } respondió HTTP { $status }.
site-slow = { $site } no respondió a tiempo.
site-packed-too-large = { $site } envió un archivo comprimido que contiene más de lo que ocupa un subtítulo: no se ha descomprimido
site-other-archive = { $site } envió el subtítulo en un archivo { $kind }, que aquí no se puede abrir; se toma otro si lo hay.
site-out-of-order = { $site } no funciona.
site-not-reached-now = no se puede llegar a { $site }.
site-unreadable = { $site } dio una respuesta que no se puede leer ({ $error }).
torrent-too-large = El archivo torrent pasa de { SIZE($most) }.
torrent-no-info = Esto no es un archivo torrent: no tiene la sección info.
torrent-version-2 = Este torrent es solo de la versión 2, que los programas de descargas aún no conocen.
torrent-pieces-damaged = La lista de piezas del torrent está dañada.
torrent-larger-than-pieces = Los archivos del torrent son más grandes que sus piezas.
magnet-too-long = El enlace magnet es demasiado largo.
magnet-none = Esto no es un enlace magnet.
magnet-malformed = El enlace magnet está mal formado.
magnet-version-2 = El enlace magnet es solo de la versión 2, que los programas de descargas aún no conocen.
magnet-no-hash = El enlace magnet no tiene info-hash de la versión 1 (xt=urn:btih:…).
torrent-name = El nombre del torrent no sirve como nombre de archivo.
torrent-files-damaged = La lista de archivos del torrent está dañada, vacía o pasa de { $most }.
torrent-no-path = El torrent tiene un archivo sin ruta.
torrent-leads-out = el torrent tiene un archivo cuya ruta sale de su carpeta.
torrent-name-no-text = El torrent tiene un nombre que no es texto.
torrent-no-size = El torrent tiene un archivo sin tamaño que sirva.
torrent-nothing = No llegó nada en vez de un archivo torrent.
torrent-web-page = Llegó una página web en vez de un archivo torrent: ya no está, o el sitio quiere que se inicie sesión.
torrent-words-instead = En lugar de un archivo torrent llegó: { $said }.
torrent-unreadable = Esto no es un archivo torrent: no se puede leer en el byte { $at }.
torrent-too-deep = El archivo torrent está anidado demasiado hondo o tiene demasiadas partes.
torrent-key-twice = El archivo torrent tiene la misma clave dos veces.

## file
library-full = El disco de la biblioteca está lleno
library-quota = La cuota de disco de la biblioteca está agotada
library-read-only = La biblioteca es de solo lectura
library-denied = Airdate no puede escribir en la biblioteca
library-broken = El disco de la biblioteca da errores
library-file-in-the-way = Hay un archivo donde debería haber una carpeta
library-share-gone = La carpeta de red de la biblioteca ya no está
filed-when-room = { $why }; se guarda cuando haya sitio
mend-folder = { $why } ({ $folder }). Arréglalo e inténtalo otra vez.
library-and-parent-gone = La biblioteca { $folder } no está, ni la carpeta que la contiene. ¿Está montado su disco?
library-empty = La biblioteca { $folder } está vacía, y había { $count ->
        [one] { $count } episodio guardado
       *[other] { $count } episodios guardados
    }. ¿Está montado su disco? Si la vaciaste tú, pon cualquier carpeta dentro.
path-of-another = { $path } es el archivo de otro episodio. Quítalo de ahí e inténtalo otra vez.
folder-gone = { $folder } ya no está. ¿Está montado su disco?
file-gone-from = el archivo ya no está en { $folder }
converted-file-gone = el archivo convertido ya no está en { $folder }
copy-unreadable = la copia guardada no se pudo leer: { $why }
copy-lasts = la copia guardada dura { $length } s en vez de { $wanted } s
changed-while-copied = { $name } cambió mientras se copiaba
leads-out-of-library = El nombre «{ $name }» saldría de la biblioteca.
no-language-tag = «{ $tag }» no es un código de idioma: escribe en, pt-BR, zh-Hant.

## La terminal
no-such-place = No hay ningún archivo ni carpeta { $path }.
converting-already = Ya hay otra conversión de la biblioteca en marcha.
database-lacks = { $lacking }. La hizo otra versión de Airdate, o se cambió a mano. Para Airdate y recupera una copia de seguridad; sin ella, aparta la base de datos, y se hace una nueva que aún no conoce a nadie (`./airdate adopt --follow` se hace cargo de la biblioteca).
player-lacks-file = no muestra { $path }. Si en su máquina la biblioteca se llama de otra forma, ponlo en [players.{ $player }]: { $line }; si no, haz que la explore.
player-has-other-path = tiene { $name } como { $theirs }, pero se le pregunta por { $asked }. Pon esto en [players.{ $player }]: { $line }

## Coming from another program
check-sonarr-key = ¿Es --key su clave de API? Está en Settings, General.
no-sonarr-there = Ahí no responde ningún Sonarr. ¿Es su dirección completa, con su URL base si la tiene?
no-sonarr-database = { $path } no es una base de datos de Sonarr, ni una copia de seguridad suya.
cannot-be-written = No se puede escribir en { $path }: { $why }
cannot-be-read = { $path } no se puede leer: { $why }
import-files-away = { $count } de sus vídeos no se encuentran aquí. Di dónde está su carpeta: --map { $root }=/tu/carpeta
import-specials = { $count } especiales están vigilados; Airdate no sigue especiales: pídelos en el chat
import-tags = nadie se llama aquí { $tags }: invítalo y vuelve a importar
import-no-profile = no se conoce su perfil de calidad: se toma el de la casa
import-blocked = estaba en la lista de bloqueo de Sonarr
sonarr-indexer-left = Los indexadores no se importan, porque Sonarr no da sus claves: configura { $names } en [indexers].
sonarr-downloadclient-left = Los clientes de descarga no se importan: configura { $names } en [downloaders].
sonarr-importlist-left = Las listas de importación no tienen equivalente: { $names }.
sonarr-notification-left = Las notificaciones no se importan; avisa el chat: { $names }.
sonarr-customformat-left = Los formatos personalizados no tienen equivalente; mira liked, required y refused de un perfil: { $names }.
sonarr-releaseprofile-left = Los perfiles de lanzamiento no se importan; mira liked, required y refused de un perfil: { $names }.
sonarr-mappings-left = { $count } asignaciones de rutas remotas no se importan; mira folders de un cliente de descarga.
sonarr-delays-left = Los perfiles de retraso no se importan; mira wait_hours de un perfil.
## Qué se hace con una película, y por qué
nothing-to-do = { $screen } lo reproduce tal cual: no hay nada que hacer.
plan-steps = { CAPITAL($steps) }.
container-becomes = { $old } pasa a { $new }
that-is-mended = { $screen } no reproduce { $what }: eso se arregla
copied-unchanged = imagen y sonido se copian sin cambios
picture-becomes = la imagen se convierte a { $codec }: { $why }
picture-becomes-changed = la imagen se convierte a { $codec } ({ $changes }): { $why }
becomes-sdr = { $hdr } a SDR
deinterlaced = desentrelazado
frames-a-second = { $rate } imágenes por segundo
sound-becomes = el sonido pasa a { $codec } { $channels ->
        [1] mono
        [2] estéreo
       *[other] 5.1
    }: { $why }
sound-in-becomes = el sonido en { LANGUAGES($language) } pasa a { $codec } { $channels ->
        [1] mono
        [2] estéreo
       *[other] 5.1
    }: { $why }
texts-go-beside = { $count ->
        [one] 1 subtítulo de texto va
       *[other] { $count } subtítulos de texto van
    } en archivos SRT a su lado
picture-subtitles-apart = { $count ->
        [one] 1 subtítulo de imágenes se guarda
       *[other] { $count } subtítulos de imágenes se guardan
    } fuera de la biblioteca
attachments-left-out = { $count ->
        [one] 1 adjunto queda
       *[other] { $count } adjuntos quedan
    } fuera (fuentes, sobre todo)
other-programme-left-out = { $count ->
        [one] 1 pista de otro programa de la grabación queda
       *[other] { $count } pistas de otros programas de la grabación quedan
    } fuera
subtitles-left-out = quedan fuera subtítulos que no se pueden conservar ni convertir ({ $codecs })
pictures-left-out = { $count ->
        [one] 1 imagen más queda
       *[other] { $count } imágenes más quedan
    } fuera
regions-in-titles = MP4 no guarda las regiones de los idiomas: { LANGUAGES($languages) } figura en el título de la pista
parts-lie-elsewhere = partes de la película están en otros archivos (quizá su cabecera) y no quedan incluidas
original-left-out = MP4 no tiene marca para el sonido original de la película: queda fuera
dynamic-hdr-left-out = sus datos de Dolby Vision o HDR10+ quedan fuera
crop-left-out = la imagen se muestra entera, { $whole }: que solo { $shown } deba verse no consta más que en Matroska
does-not-play = { $screen } no reproduce { $what }
stream-plays = se reproduce tal cual
not-right-as-it-is = tal cual no sale bien
keeps-cover = conserva la carátula
keeps-attachment = conserva un adjunto
holds-no-cover = la carátula no se puede escribir en { $container }
holds-no-attachment = { $container } no puede contener un adjunto
track-is-empty = anunciada, pero no hay nada de ella
nobody-shows-data = datos que ningún reproductor muestra
of-another-programme = es de otro programa de la grabación
main-picture-only = solo se conserva la imagen principal
text-goes-beside = texto que todo reproductor muestra desde un archivo junto al vídeo
picture-subtitle-apart = imágenes por las que todo reproductor convertiría la película: se guardan fuera de la biblioteca
subtitle-of-no-use = los subtítulos { $codec } no se pueden ni conservar ni convertir
no-conversion-but-plays = Ninguna conversión salió bien; { $screens } lo reproduce tal cual.
## El final de «… no reproduce»
container-files = archivos { $container }
codec-video = vídeo { $codec }
codec-audio = audio { $codec }
codec-in-container = { $codec } en { $container }
codec-bit-depth = { $codec } de { $bits } bits
codec-profile = { $codec } { $profile }
codec-level = { $codec } de nivel { $level } (solo hasta { $most })
codec-channels = { $count } canales de { $codec } (solo hasta { $most })
codec-rate = { $codec } a { $rate } Hz (solo hasta { $most })
interlaced-video = vídeo entrelazado
unordered-pictures = imágenes { $codec } sin tiempos propios
sound-comes-late = sonido que empieza tarde en una grabación
pixels-not-square = píxeles que no son cuadrados
hdr-pictures = imágenes { $hdr }
size-at-rate = { $size } a { $rate } imágenes por segundo
subtitles-inside = subtítulos { $codec } dentro del archivo
hevc-not-hvc1 = HEVC sin la etiqueta hvc1
commentary-first = un comentario como primer sonido
other-language-first = primero el idioma deseado, que no es el primero
## Por qué un subtítulo no es el de una película
subtitle-too-large = tiene { SIZE($size) }
subtitle-no-text = no contiene texto con tiempos
subtitle-after-the-end = su última línea llega { DURATION($late) } después del final
subtitle-few-lines = tiene { $lines } líneas para { DURATION($length) }
subtitle-ends-early = termina a los { DURATION($end) } de { DURATION($length) }
subtitle-other-script = no está escrito como { LANGUAGES($language) }
subtitle-other-language = está en { LANGUAGES($found) }, no en { LANGUAGES($wanted) }
## ffmpeg y ffsubsync
program-missing = { $program } no está. Instálalo (apt install ffmpeg).
not-ffmpeg = { $program } no responde como ffmpeg.
ffmpeg-too-old = ffmpeg { $version } es demasiado antiguo: hace falta { $least } o más nuevo.
ffmpeg-no-x264 = Este ffmpeg se construyó sin libx264. Instala uno que lo tenga.
program-too-slow = { $program } no terminó en { $seconds } segundos. ¿El disco va muy lento o ya no está?
program-without-end = { $program } no termina de hablar.
encode-stalled = La conversión no avanzó en { $seconds } segundos y se detuvo.
encode-does-not-stop = ffmpeg llegó al final y no se detiene. ¿Sigue ahí el disco?
gap-takes-memory = Rellenar un hueco del sonido pide más memoria de la que hay.
encode-disk-full = El disco está lleno. Libera espacio; se intenta otra vez.
encode-quota = La cuota del disco está agotada. Libera espacio.
encode-read-only = La carpeta es de solo lectura. Móntala con escritura.
encode-denied = Airdate no puede leer o escribir ahí. Corrige los permisos de la carpeta.
encode-file-gone = El archivo o su carpeta ya no está. ¿Está montado el disco?
encode-no-memory = ffmpeg necesita más memoria de la que puede tener.
encode-disk-errors = El disco da errores de lectura o escritura. Revísalo.
ffmpeg-lacks-encoder = A este ffmpeg le falta un codificador: { $said }
ffmpeg-lacks-filter = A este ffmpeg le falta un filtro: { $said }
result-outgrows = El resultado crece mucho más que su origen.
ffmpeg-was-ended = Algo terminó ffmpeg desde fuera ({ $signal ->
        [0] se le pidió parar
       *[other] señal { $signal }
    }), quizá por falta de memoria.
ffmpeg-could-not = ffmpeg no pudo convertir el archivo: { $said }
said-nothing = no dijo por qué
film-breaks-off = { $name } se corta a los { $end } de { $length } segundos.
film-ends-within = { $name } se corta en mitad de un paquete, a los { $end } segundos.
film-without-times = { $name } es un flujo sin contenedor: no dice cuándo se muestra cada imagen.
film-has-holes = { NUMBER($share, style: "percent") } de { $name } no llegó nunca: ahí está vacío.
film-is-scrambled = { $name } está cifrado, como lo envían la televisión de pago y las tiendas: aquí nadie puede leerlo.
film-changed = { $name } cambió mientras se leía. Se lee otra vez.
film-holds-nothing = { $name } no contiene ni imagen ni sonido.
not-a-film = { $name } no es una película, o está dañado hasta no poder leerse.
probe-unreadable = No se puede leer la respuesta de ffprobe sobre { $name }.
film-not-there = { $path } no está. ¿Está montado su disco?
not-a-file = { $path } no es un archivo.
result-container = El resultado es un archivo { $found } y debía ser { $meant }.
result-chapters = El resultado tiene { $found } capítulos y debía tener { $meant }.
result-streams = El resultado tiene { $found } pistas de { $kind ->
        [video] vídeo
        [audio] audio
       *[other] subtítulos
    } y debía tener { $meant }.
result-differs = En { $kind ->
        [video] el vídeo
        [audio] el audio
       *[other] el subtítulo
    } del resultado, { $what ->
        [codec] el códec
        [language] el idioma
        [mark] la marca
        [dolby-vision] el perfil Dolby Vision
        [channels] el número de canales
        [width] el ancho
        [height] el alto
        [pixel-format] el formato de píxel
        [pixel-shape] la forma del píxel
        [stereo] marca de 3D
        [rotation] el giro
       *[hdr] el HDR
    } es { $found } y debía ser { $meant }.
result-level = El resultado es H.264 de nivel { $found }, por encima de { $most }.
result-empty = { $kind ->
        [video] El vídeo
       *[other] El audio
    } del resultado está vacío.
result-length = { $kind ->
        [video] El vídeo
       *[other] El audio
    } del resultado dura { $found } segundos y el del origen { $meant }.
result-out-of-step = El sonido del resultado llega { $seconds } segundos más tarde que el del origen.
not-decodable = { $name } no se puede descodificar: { $said }
ends-too-early = termina demasiado pronto
result-black = El resultado está en negro a los { $at } segundos, donde el origen muestra imagen.
result-silent = El resultado está en silencio a los { $at } segundos, donde el origen tiene sonido.
ffsubsync-missing = ffsubsync no está instalado. En la carpeta de Airdate, ejecuta: { $command } (uv puede estar en .tools/uv/bin).
ffsubsync-could-not = ffsubsync no pudo hacerlo: { $said }
## Lo que ya está en la biblioteca
something-else-is-done = Ahora mismo se hace otra cosa con sus archivos.
files-changed-meanwhile = Entretanto sus archivos cambiaron.
name-there-already = { $name } ya está ahí.
no-room-to-work = No hay bastante espacio libre donde trabaja Airdate.
no-conversion-stays-for = Ninguna conversión salió bien; se queda como está: { $whys }
name-too-long = Junto a él no cabe un nombre tan largo: { $name }.
old-file-is-back = El resultado no se pudo leer en su sitio; el archivo viejo está de vuelta.

## qBittorrent
qbittorrent-refused = qBittorrent no acepta este torrent.
qbittorrent-password = qBittorrent rechaza el nombre o la contraseña, o a este equipo tras demasiados intentos: revisa username, password y, en los ajustes de su interfaz web, el bloqueo.
qbittorrent-shut = qBittorrent, o un proxy delante de él, no acepta lo que llega por esta dirección (HTTP { $status }): revisa url y headers y, en los ajustes de su interfaz web, la validación de la cabecera Host (dominios del servidor).
qbittorrent-too-large = un proxy delante de qBittorrent no acepta un archivo torrent tan grande (HTTP 413): sube su límite.
qbittorrent-says = responde HTTP { $status }: ¿es url su interfaz web?
qbittorrent-unreadable = lo que responde no es la API web de qBittorrent, o está dañado: revisa url.
qbittorrent-files-missing = faltan archivos en el disco
qbittorrent-error = qBittorrent dice que hay un error, y no cuál

## What outsiders try
not-utf-8 = { $path } no es texto en UTF-8: guárdalo como UTF-8.
leads-home = lleva de internet a una dirección de casa ({ $where }), y no se sigue hasta ahí.
backup-damaged = { $file } está dañado: { $why }
backup-not-made = No se pudo hacer la copia de seguridad { $file }: { $why }
no-such-backup = No hay ninguna copia de seguridad { $file }.
backup-of-another-kind = { $file } no es copia de una base de datos así: SQLite y PostgreSQL tienen cada una la suya.
program-failed = { $program } ha fallado: { $why }
program-hangs = { $program } no había terminado después de { $seconds } segundos.
database-program-missing = Falta { $program }. Instálalo: apt-get install { $package }
database-has-no-place = La base de datos { $file } no puede estar ahí: { $why }. ¿Está montado el disco y existe la carpeta? `database` en airdate.toml dice dónde está.
database-is-no-file = { $file } no es un archivo: donde debe estar la base de datos hay una carpeta u otra cosa. Muévelo, o cambia `database` en airdate.toml.
database-not-writable = El usuario { $number }, con el que se ejecuta Airdate, no puede escribir en { $path }. Dáselo a ese usuario (chown, chmod), o monta su disco con escritura.
database-of-another-program = La base de datos { $url } es de otro programa; no se ha tocado ninguna de sus tablas. Airdate necesita una propia; cambia `database` en airdate.toml.
database-fails = La base de datos { $url } no se puede usar: { $why }. `./airdate doctor` mira qué le pasa.
data-folder-unusable = La carpeta { $folder } no se puede usar: { $why }. `data` en airdate.toml dice dónde guarda Airdate lo que necesita; tiene que poder escribir en ella.
database-program-older = { $program } de esta máquina es demasiado antiguo: { $why }. Instala el de la versión del servidor o uno más nuevo (postgresql-client).
database-damaged = La base de datos { $file } está dañada: { $why }
database-set-aside = { $why }. Se ha apartado como { $aside }. { $offer }
database-emptied = La base de datos { $url } no conoce a nadie, aunque aquí había un hogar: Airdate no empieza otro por su cuenta. { $offer }
restore-this = La copia buena más nueva: ./airdate restore { $file } (Para empezar de cero, aparta la carpeta { $folder }.)
no-good-backup = No hay ninguna copia buena en { $folder }. (Para empezar de cero, aparta esa carpeta.)
stop-airdate-first = Airdate está trabajando en { $folder }: páralo antes.
lies-in-the-library = Ya está en la biblioteca.
chore-backup = copiar la base de datos
chore-tidying = olvidar lo viejo de la base de datos
chore-posters = quitar imágenes de series que nadie sigue
chore-library-notes = anotar en la biblioteca a quién se avisó de qué
job-kind-convert = hecho reproducible en su sitio

## Airdate itself
no-configuration = No existe { $file }; ./airdate init crea uno.
no-systemd = Esta máquina no tiene systemd. Donde lo haya: { $command }
systemd-refuses = `{ $command }` falló: { $why }
update-none = Es la versión más reciente.
update-takes = Tomándola …
update-restarted = Hecho, y el servicio se ha reiniciado.
update-start = Hecho. Inicia Airdate de nuevo donde funcione; cuando empieza una versión más nueva, las anteriores terminan.
update-no-copy = Este Airdate se instaló como paquete: { $python } -m pip install --upgrade airdate (en un contenedor: construye o descarga de nuevo la imagen)
update-own-changes = Esta copia tiene cambios propios que una actualización tendría que mezclar: { $files }. Apártalos (git stash) o quítalos, y dilo de nuevo.
update-undone = No se pudo instalar lo que necesita la versión nueva, así que los archivos son los de la versión anterior. Lo que dijo está arriba; después: { $command }
update-git = git { $command } falló: { $why }
bot-does-not-poll = Ningún bot de esta casa está trabajando: nadie recibe respuesta en el chat. Inicia `airdate up` o `airdate bot`.
news-undelivered = { $count ->
    [one] Un mensaje para { $name } no se pudo entregar esta semana
   *[other] { $count } mensajes para { $name } no se pudieron entregar esta semana
} («{ $said }»). Las novedades vuelven cuando { $name } escriba al bot.
lane-not-served = Nadie se ocupa de los pasos { $lane }. Inicia `airdate up` o `airdate worker --lane { $lane }`.
queue-stands = Hay pasos { $lane } que esperan desde hace minutos y nadie los toma. Mira el registro de Airdate e inícialo de nuevo.

## Las palabras del panel: `t("page-…")` en una plantilla, `Reason("page-…")` en dashboard/
step-name = { $step ->
        [check] comprobar
        [fetch] buscar
        [download] descargar
        [transcode] convertir
        [subtitles] subtítulos
        [file] archivar
        [refresh] mostrar
        [notify] avisar
        [rename] renombrar
        [tell_owner] avisar
        [delete] quitar
        [restore] devolver
        [missing_subtitles] subtítulos que faltan
        [other_subtitles] otros subtítulos
        [search_for_better] buscar algo mejor
        [tell_player] avisar al reproductor
       *[other] { $step }
    }
page-connection-lost = sin conexión, se reintenta
page-not-reached = No se llega a Airdate.
page-empty-log = No dijo nada.
page-pages = Páginas
page-log-out = Salir
page-log-in = Entrar
page-password = Contraseña
page-log-in-first = Entra primero.
page-wrong-password = Esa no es la contraseña.
page-too-many-passwords = Demasiadas contraseñas equivocadas. Espera un minuto.
page-sorry = Lo siento
token-needed = Hace falta una ficha: la da /token en el chat, o la página de tu cuenta.
only-other-methods = Esto no se puede pedir de esa manera.
page-nowhere = No hay ninguna página así.
page-not-here = Aquí no está
page-other-host = Este no es el nombre de este panel; mira `hosts` en [dashboard].
page-form-too-long = Eso es más de lo que dice cualquier formulario de aquí.
page-out-of-date = Esta página está anticuada o no es nuestra. Vuelve a cargarla y prueba otra vez.
page-on-its-way = En camino
page-title-on-its-way = { $stuck ->
        [0] En camino
       *[other] ({ $stuck }) En camino
    }
page-what-is-on-its-way = Lo que está en camino
page-nothing-on-its-way = No hay nada en camino
page-comes-by-itself = Lo próximo que se emita viene solo.
page-see-followed = Ver lo que se sigue
page-and-more = Y { $count } más.
page-lately = Hace poco
page-data-from = Lo que se cuenta de las series viene de
page-say-subscribe = Añade una aquí, o dile /subscribe y un título a tu bot en Telegram.
page-go-on = Seguir
page-hold = Parar todo
page-hold-sure = ¿No empezar nada nuevo hasta que lo digas?
page-needs-you = { $step } te necesita: { $why }
page-needs-the-owner = { $step } espera a quien lleva la casa: { $why }
page-line = La cadena
page-done = hecho
page-done-in = hecho en { DURATION($seconds) }
page-running = en marcha
page-left = quedan { DURATION($seconds) }
page-not-yet = todavía no
page-stuck = te necesita
page-given-up = abandonado
page-failed = falló { $count } ×, se reintenta
page-looks-again = vuelve a mirar
page-next-in-line = el siguiente
page-attempt = { $outcome ->
        [done] hecho
        [running] en marcha
        [later] todavía no
        [retry] falló
        [reject] copia rechazada
        [stuck] te necesita
        [lost] interrumpido
       *[other] { $outcome }
    }
page-log = registro
page-open-log = Abrir el registro
page-aired = se emitió { $at }
page-airs = se emite { $at }
page-no-air-time = todavía sin fecha de emisión
page-since = { $what } desde { $at } ({ $why })
page-look-now = Mirar ahora
page-give-up = Abandonar
page-give-up-sure = ¿Abandonar { $code }? Se puede empezar otra vez más tarde.
page-get-it = Traerlo ahora
page-get-it-again = Traerlo otra vez
page-again-from-here = Otra vez desde aquí
page-again-sure = ¿Repetir { step-name } y todo lo que le sigue?
gave-followers = { $count ->
        [one] la sigue { $count } persona
       *[other] la siguen { $count } personas
    }
gave-release = Copia: { $title }
gave-indexer = La ofrece { $indexer }
gave-file = Archivo: { $file }
gave-torrent = Torrent: { $hash }
gave-subtitles-beside = { $count ->
        [one] venía con { $count } archivo de subtítulos
       *[other] venía con { $count } archivos de subtítulos
    }
gave-container = { $container }, { DURATION($duration) }
gave-taken-out = Subtítulos sacados del archivo: { LANGUAGES($languages) }
gave-subtitles-inside = Subtítulos del propio vídeo: { LANGUAGES($languages) }
gave-subtitles-from = Subtítulos de { $provider }: { LANGUAGES($languages) }
gave-embedded = Dentro del vídeo: { LANGUAGES($languages) }
gave-missing = Aún no se encuentran: { LANGUAGES($languages) }
gave-filed = Archivado como { $path }
gave-size = { SIZE($size) }, { DURATION($duration) }
gave-linked = Los mismos bytes que la descarga, que se sigue compartiendo
gave-replaced = En lugar de { $files }
gave-shown = Lo muestra { $players }
gave-silent = Aún no lo muestra { $players }
gave-told = Avisados: { $people }
page-never-on-its-way = No ha estado en camino.
page-not-since-library = No ha estado en camino desde que llegó a la biblioteca.
page-considered = Copias que se miraron
page-seeders = { $count ->
        [one] { $count } la comparte
       *[other] { $count } la comparten
    }
page-taken = Elegida. { $why }
page-take = Tomar esta
page-mark-done = Dar por hecho
page-mark-done-sure = ¿Seguir sin este paso ({ step-name })? Lo demás sigue como si estuviera hecho.
page-mark-rest-sure = ¿Seguir sin lo que queda de los episodios marcados?
page-give = Dar un torrent
page-give-how = Un torrent tuyo para { $code }: se toma se llame como se llame, y no se pregunta a ningún indexador.
page-magnet = Enlace magnet
page-torrent-file = o un archivo .torrent
page-give-this = Tomar este
page-by-hand = dado a mano
no-torrent-given = No hay ningún torrent: pega un enlace magnet o elige un archivo .torrent.
page-take-sure = ¿Tomar { $release }? { $why }
page-in-the-library = En la biblioteca
page-subtitles = subtítulos: { LANGUAGES($languages) }
page-all-its-jobs = Todos sus trabajos:
page-shows = Series
page-look = Vista
page-look-list = lista
page-look-posters = carteles
page-you-follow-nothing = Aún no sigues nada
page-all-shows = Todas las series
page-find-title = Título
page-order = Orden
page-by-title = por título
page-by-next = primero lo próximo que se emite
page-find = Mostrar
page-next = próximo: { $at }
page-here = { $count } en la biblioteca
page-going = { $count } en camino
page-need-you = { $count ->
        [one] { $count } te necesita
       *[other] { $count } te necesitan
    }
page-missing = faltan { $count }
page-more-people = y { $count } más
page-list-pages = Páginas de la lista
page-page-of = Página { $page } de { $pages }
page-earlier = Antes
page-more = Más
page-no-such-show = Ninguna serie que se siga se llama así.
page-nobody-follows = Nadie sigue nada todavía
page-season = Temporada { $number }
page-specials = Especiales
page-episode-done = en la biblioteca
page-episode-running = en camino
page-episode-stuck = te necesita
page-episode-missing = emitido, no está aquí
page-episode-coming = por venir
page-episode-unasked = nadie lo ha pedido
page-calendar = Calendario
page-today = hoy
page-nothing-airs = No se emite nada en las próximas semanas
page-what-is-announced = Aquí está lo anunciado de las series que alguien sigue.
page-health = Estado
page-title-health = { $failing ->
        [0] Estado
       *[other] ({ $failing }) Estado
    }
page-active = { $count } en camino
page-messages = { $count ->
        [one] { $count } mensaje en espera
       *[other] { $count } mensajes en espera
    }
page-problem = { $problem ->
        [Unreachable] no se llega a él
        [Unauthorized] no nos deja entrar
        [BadResponse] no se entiende
        [NotFound] no lo tiene
       *[other] { $problem }
    }
page-answers = Contesta.
page-since-then = desde { $at }
page-last-asked = preguntado por última vez { $at }
page-no-news = todavía sin noticias
page-disks = Discos
page-disk-library = Biblioteca
page-disk-data = Datos
page-used = { $what }, en uso
page-free-of = { SIZE($free) } libres de { SIZE($total) }
page-disk-unreadable = No se puede leer.
page-chores = Tareas
page-under-way-since = en marcha desde { $at }
page-failed-because = falló { $count } ×: { $why }
page-machines = Máquinas
page-the-bot = el bot
page-takes-no-steps = no hace pasos { $lane }: { $why }
page-at-work = Trabajan ahora: { $workers }

page-enter = Hola, { $name }. Este enlace te deja entrar, una vez.
page-web-app = Un momento. ¿No pasa nada? Ábrelo desde el menú del bot en Telegram.
web-app-refused = Telegram no dice quién eres, o no eres de esta casa. Pídele un enlace al bot: /dashboard.
page-undo = Deshacer
members-only = Los invitados no pueden hacer eso.
nothing-of-it-here = No hay nada de eso en la biblioteca.
answered-already = Eso ya se ha respondido.
bot-never-up = El bot aún no ha arrancado, así que nadie sabe cómo se llama.
too-many-shows = Ya sigues todas las series que puedes: { $most }.
too-much-this-week = Ya has tenido lo que puedes en una semana: { SIZE($had) } de { SIZE($most) }.
nothing-ticked = No hay nada marcado.
done-for-several = Hecho para { $count } episodios.
done-for-some = Hecho para { $count }, no para { $failed }: { $why }.
episodes-on-their-way-out = { $count ->
        [one] De camino a la papelera.
       *[other] { $count } episodios van de camino a la papelera.
    }
episodes-on-their-way-back = De vuelta a la biblioteca.
## Lo que contestan las partes cuando se comprueban
client-answers = { $name }, { SIZE($free) } libres
ffmpeg-answers = ffmpeg { $version }, convierte por { $hardware }
ffmpeg-no-zimg = no puede pasar HDR a SDR (hecho sin zimg)
torznab-answers = { $title } contesta; busca TV por { $by ->
        [none] título nada más
       *[other] { $by }
    }
feed-answers = la fuente contesta con { $count ->
        [one] { $count } entrada
       *[other] { $count } entradas
    }
xml-damaged = su XML está dañado y se ha leído como se pudo
items-left-out = se omiten { $count }: { $why }
item-cut-off = cortado a la mitad
item-no-title = no tiene título
item-usenet = es de usenet, no un torrent
item-no-link = no tiene un enlace utilizable
jellyfin-answers = { $version }, series en: { $libraries }
anime-lists-answer = la lista de anime tiene { $count ->
        [one] { $count } serie
       *[other] { $count } series
    }
xem-answers = XEM conoce { $count ->
        [one] { $count } serie
       *[other] { $count } series
    }
subtitles-from = subtítulos de { $sites }
tvdb-answers = TheTVDB contesta y acepta la clave
tvmaze-answers = TVmaze contesta en { $url }
archive-answers = Internet Archive tiene { $count ->
        [one] { $count } película libre
       *[other] { $count } películas libres
    } con torrent
kodi-answers = { $version } en { $device }, { $count ->
        [one] { $count } fuente de vídeo
       *[other] { $count } fuentes de vídeo
    }
bot-is = el bot es { $name }
nothing-filed-yet = todavía no hay nada archivado que pudiera mostrar
shows-file-as = muestra { $name } como { $path }
database-sound = { $file } está sana
database-not-yet = todavía ninguna
no-such-table = no tiene la tabla «{ $table }»
no-such-column = su tabla «{ $table }» no tiene la columna «{ $column }»
table-lacks = a su tabla «{ $table }» le falta «{ $name }»
column-of-another-kind = su columna «{ $column }» es de otra clase ({ $what })
queue-in-database = nadie llega a ella desde la red sin la contraseña de la base de datos
queue-guarded = { $host } no deja entrar a desconocidos ({ $why })
doctor-part = { $part ->
        [configuration] configuración
        [user] usuario
        [database-file] archivo de la base de datos
        [database] base de datos
        [queue] cola
        [library] biblioteca
        [work-folder] carpeta de trabajo
        [integrations] integraciones
        [library-in] biblioteca en { $name }
        [catalogue] catálogo { $name }
        [indexer] indexador { $name }
        [downloader] cliente de descargas { $name }
        [encoder] conversor { $name }
        [subtitler] subtítulos { $name }
        [synchroniser] sincronizador { $name }
        [player] reproductor { $name }
       *[other] { $part }
    }
doctor-to-mend = { $count } por arreglar: lo que sigue a cada ✗ dice cómo. Después, otra vez: ./airdate doctor
doctor-all-well = Todo está bien. Ahora: ./airdate up lo pone en marcha; con ./airdate service install arranca con esta máquina.
config-defaults = { $path } no está: se usan los valores de siempre
runs-as-user = { $number ->
        [0] corre como root: funciona, pero quien se haga con Airdate tiene toda la máquina; dale un usuario propio
       *[other] corre como el usuario { NUMBER($number, useGrouping: 0) }
    }
work-folder = { $apart ->
        [library] { $path } está en otro disco que la biblioteca: se copia
        [recycle] { $path } está en otro disco que la papelera: se copia
        [both] { $path } está en otro disco que la biblioteca y la papelera: se copia
       *[neither] { $path } está
    }
library-writable = se puede escribir en { $path }, { SIZE($free) } libres

## Lo que se pide en la línea de órdenes
no-such-lane = No hay ningún carril «{ $name }»; los carriles son { $known }.
no-step-called = No hay ningún paso «{ $name }»; los pasos son { $known }.
keep-their-names = { $count ->
        [one] { $count } conserva su nombre
       *[other] { $count } conservan su nombre
    } por ahora: un archivo no está o se está usando, otro se llama así, la biblioteca no está, o se están cambiando nombres ahora mismo. Vuelve a mirar en un minuto.
not-an-episode = «{ $text }» no es un episodio; se espera una serie y un número, así: 'The Tin Orchard S01E02'.
no-such-episode = { $show } no tiene { $code }.
no-such-place-in-show = { $show } no tiene tal episodio.
no-household = { $path } no describe ningún hogar: { $place } { $what }
no-list-of-files = { $path } no es una lista de archivos: { $why }
expected-a-day = --since: se espera un día como 2026-01-31, no «{ $text }».
expected-plugin = --plugin: se espera uno de { $known }, no «{ $name }».
expected-mapping = --map: se espera una carpeta de allí y la misma aquí, como /tv=/srv/tv, no «{ $text }».
mapping-no-folder = --map: { $path } no es una carpeta de esta máquina.
is-there-already = { $path } ya está; --force lo sobrescribe.
items-are-releases = { $count } de { $items } elementos son copias
saved = Guardado.
left = Ya no sigues { $show }.
you-follow = { $count ->
        [0] Sigues { $show }.
        [one] Sigues { $show }: { $count } episodio está en camino.
       *[other] Sigues { $show }: { $count } episodios están en camino.
    }
owner-is-asked = Se pregunta al dueño por { $show }.
not-followed-by-you = No sigues esa serie.
no-such-profile-here = No hay ningún perfil de calidad llamado «{ $name }».
no-such-language = «{ $name }» no nombra ningún idioma. Escribe su código, como en, es o pt-BR.
page-add = Añadir una serie
page-meanwhile = Un momento …
page-search = Buscar
page-nothing-found = El catálogo no tiene nada que se llame «{ $words }».
page-followed-already = Ya la sigues
page-follow-next = Seguir desde el próximo episodio
page-follow-season = Desde esta temporada
page-follow-everything = Todo
page-you-follow = Sigues esta serie
page-you-do-not-follow = No sigues esta serie
page-from = Desde dónde
page-from-keep = como está
page-from-next = el próximo episodio
page-from-season = la temporada más nueva
page-from-everything = todo
page-from-some = los primeros, y luego nada más
page-from-number = temporada { $number }
page-profile = Calidad
page-household = la de la casa
page-news = Anunciar episodios
page-news-on = sí
page-news-off = no
page-subtitle-languages = Subtítulos; sin marcar: los de la casa
page-language = { LANGUAGES($tag) }
page-other-languages = otros
page-save = Guardar
page-leave = Dejar de seguir
page-leave-sure = ¿Dejar de seguir { $show }? Lo que hay en la biblioteca se queda.
page-kept = { $count ->
        [one] De esta serie se guarda solo el último episodio.
       *[other] De esta serie se guardan solo los últimos { $count } episodios.
    }
page-episodes = { $count ->
        [one] { $count } episodio
       *[other] { $count } episodios
    }
page-episode-skipped = saltado
page-episode-gone = borrado
page-no-episodes = No hay episodios.
page-no-episodes-yet = El catálogo aún no tiene ningún episodio suyo. Se le vuelve a preguntar solo; lo que tenga entonces saldrá aquí.
page-ticked = Lo marcado
page-tick-all = todos
page-get = Conseguir
page-skip = Saltar
page-delete = Borrar
page-delete-sure = { $days ->
        [0] ¿Borrar los archivos? Se quedan en la papelera.
       *[other] ¿Borrar los archivos? Se quedan en la papelera { $days } días.
    }
page-bring-back = Recuperar
page-skip-sure = ¿Saltar { $code }? No se busca más.
page-skip-to = Saltar a la página
wish-granted = { $name } recibe { $show }.
wish-refused = { $name } no recibe { $show }.
turned-away = Se ha rechazado a { $name }.
is-in = { $name } está dentro.
invitation-made = Este enlace deja entrar a alguien: { $link }
invitations-void = Ya no vale ninguna invitación.
person-removed = { $name } ya no está.
page-people = Personas
page-requests = Peticiones
page-asks-to-come-in = { $name } pide entrar.
page-wishes-for = { $name } quisiera { $show }.
page-let-in = Dejar entrar
page-let-in-guest = Como invitado
page-turn-away = Rechazar
page-yes = Sí
page-no = No
page-nobody-asks = Nadie espera una respuesta.
page-invite = Invitar
page-invitation = { $role ->
        [guest] Un invitado
       *[other] { $uses ->
            [one] Un miembro
           *[other] { $uses } miembros
        }
    }, { $days ->
        [one] en un día
       *[other] en { $days } días
    }
page-void-invitations = Anular todas las invitaciones
page-void-sure = ¿Que ningún enlace ya dado deje entrar a nadie?
page-who-is-here = Quién está aquí
page-role = { $role ->
        [owner] dueño
        [member] miembro
        [guest] invitado
        [banned] rechazado
       *[other] pide entrar
    }
page-role-label = Puede
page-follows = { $count ->
        [one] { $count } serie
       *[other] { $count } series
    }
page-had-this-week = { SIZE($size) } esta semana
page-limit-shows = Series como mucho
page-limit-bytes = Por semana como mucho
page-no-limit = lo que quiera
page-remove = Quitar
page-remove-sure = ¿Quitar a { $name }? Lo que solo sigue esa persona ya no se busca.
not-blocked = Eso ya no está en la lista de bloqueo.
allowed-again = { $release } se puede volver a tomar.
page-activity = Actividad
page-history = Historial
page-blocklist = Lista de bloqueo
page-wanted = Pendiente
page-show = Serie
page-end = Cómo acabó
page-any = de cualquier modo
page-day = Día
page-nothing-ended = Todavía no ha acabado nada así.
page-nothing-ended-yet = Todavía no ha acabado nada.
page-nothing-yet-begun = Todavía no ha habido nada en camino.
page-allow = Volver a permitir
page-until = hasta { $at }
page-nothing-blocked = No hay nada bloqueado.
page-lacking = Emitido, y no está aquí
page-nothing-lacks = No falta nada.
page-better = Se busca una copia mejor
no-such-system = Aquí no hay ningún sistema llamado «{ $name }».
system-answers = { $system } responde: { $answer }. { $count ->
        [0] Nada lo esperaba.
        [one] Un paso que lo esperaba sigue.
       *[other] { $count } pasos que lo esperaban siguen.
    }
under-way-already = Ya está en marcha, o no hay tal tarea.
due-now = Ahora: { $chore }.
page-try-now = Probar ahora
page-run-now = Ahora
page-promised = { SIZE($size) } prometidos
page-backups = Copias de seguridad
page-copies = { $count ->
        [0] ninguna copia
        [one] { $count } copia
       *[other] { $count } copias
    }
page-versions = Versiones
page-household-choices = Lo que elige la casa
page-household-choices-how = Se cambia aquí o en el chat (/settings) y cuenta más que el archivo. Todo lo demás está en el archivo o en el entorno.
page-screens = Todo archivo se hace para que se vea en
page-watched = Lo que todos han visto
page-watched-what = { $what ->
        [keep] se queda
        [ask] se pregunta al dueño
       *[other] se borra
    }
page-watched-days = cuánto después
page-days = { $count ->
        [one] al cabo de un día
       *[other] al cabo de { $count } días
    }
page-spoken-to = Cómo se te habla
page-spoken-to-how = En las horas de silencio las novedades esperan; con un resumen llegan una vez al día. Vacío: ninguna de las dos cosas. Igual que /settings en el chat.
page-my-language = Idioma
page-my-zone = Zona horaria
page-quiet-from = Silencio desde
page-quiet-to = hasta
page-digest-at = Una vez al día, a las
no-screen-chosen = Hay que marcar al menos una pantalla.
no-such-time = { $name } no es una hora.
page-statistics = Estadísticas
page-statistics-of = Por semana: el último medio año. Lo demás: los { $count } episodios que llegaron los últimos.
page-arrived = Episodios que llegaron, por semana
page-bytes = Bytes que llegaron, por semana
page-conversions = Cuánto duraron las conversiones
page-by-indexer = Qué indexador nos sirvió
page-by-group = Qué grupo nos sirvió
page-week-of = semana del { $day }
page-minutes-below = menos de { $minutes } min
page-minutes-above = { $minutes } min o más
page-all-others = todos los demás
page-as-table = Como tabla
page-nothing-counted = Todavía nada.
page-settings = Ajustes
page-settings-how = Qué está puesto, y desde dónde: el entorno cuenta más que el archivo. Los secretos nunca se muestran.
page-settings-all = Todos los ajustes
page-settings-set = Solo lo que está puesto
page-source = { $source ->
        [environment] del entorno
        [file] del archivo
        [chosen] elegido aquí o en el chat
       *[other] por defecto
    }
page-system = Sistema
too-many-tokens = Ya tienes { $most } fichas: anula una primero.
no-such-token = No tienes esa ficha.
token-revoked = Esa ficha ya no funciona.
token-made = La ficha, que solo se muestra esta vez: { $token } (para { $address })
calendar-made = Suscríbete a esto en tu calendario; solo se muestra esta vez: { $address }
page-account = Tu cuenta
page-calendar-feed = Calendario para suscribirse
page-calendar-feed-how = Una dirección para el calendario de tu teléfono u ordenador: qué se emite, sin hacer nada. Quien la tenga puede leerlo.
page-make-feed = Crear una dirección
page-tokens = Fichas
page-tokens-how = Los programas con una ficha pueden lo que tú puedes.
page-make-token = Crear una ficha
page-scope = { $scope ->
        [calendar] Calendario
       *[other] Programas
    }
page-revoke = Anular
page-revoke-sure = ¿Que lo que usa esta ficha ya no entre?
page-no-tokens = No hay ninguna.
page-pressed = Quién pulsó qué
page-nothing-pressed = Nadie ha pulsado nada todavía.
page-place = { $place ->
        [chat] en el chat
        [api] un programa
       *[other] en el navegador
    }
page-runs = Recorridos
page-by-state = Colores por estado
page-by-time = Colores por lo que tardó
page-gantt = Cuándo se intentó cada paso

## Para qué es cada ajuste: su `description` en el código
setting-enabled = false: se queda aquí, apagado
setting-plugin = Qué plugin es; vacío: el que se llama como la sección
setting-downloader = Qué programa de descargas se lleva lo que este encuentra; vacío: el primero
setting-household-time-zone = Nombre IANA, para personas nuevas y para los registros: Europe/Madrid; si no se dice, la de la máquina
setting-household-subtitles = Idiomas de los subtítulos, el mejor primero (BCP 47)
setting-household-picture-subtitles = Si los subtítulos que son imágenes (PGS, VobSub), dentro del vídeo o al lado, valen como subtítulos
setting-household-screens = Lo que tiene que poder reproducir un archivo: chromecast, chromecast-4k, browser, …
setting-household-profile = Perfil de calidad de las series que no tienen uno propio
setting-household-watched = Qué pasa con un episodio cuando lo han visto todos los que lo siguen: guardarlo (keep), preguntar a quien lleva la casa (ask) o borrarlo (delete). En un reproductor con varios usuarios cada persona tiene que decir en /settings quién es allí: lo que sigue alguien desconocido se queda. En uno sin usuarios, visto una vez es visto por todos. /settings cuenta más
setting-household-watched-days = delete: tantos días después; durante recycle_days se puede recuperar, con un botón
setting-telegram-token = El token que te dio @BotFather
setting-telegram-api-url = Dónde contesta la API de bots
setting-daemon-private = Sin DHT, intercambio de pares ni búsqueda local: solo lo que dicen los trackers
setting-backups-days = Cuántos días se guarda cada una
setting-backups-also = Una segunda carpeta para ellas: mejor en otro disco, por ejemplo junto a la biblioteca
setting-dashboard-enabled = Si `airdate up` lo sirve
setting-dashboard-host = La dirección en la que escucha; 0.0.0.0: todas, y entonces hace falta una contraseña
setting-dashboard-port = El puerto en el que escucha; 0: cualquiera que esté libre
setting-dashboard-password = Se pide en el navegador; solo en la propia máquina puede estar vacía
setting-dashboard-hosts = Más nombres por los que se llega; las direcciones IP y el nombre de esta máquina funcionan sin decirlos
setting-dashboard-url = Dónde lo abre la gente, para los enlaces del bot: https://…; vacío: su host y su puerto
setting-dashboard-path = Dónde está en otro sitio, detrás de un proxy: /airdate; vacío: como diga el proxy (X-Forwarded-Prefix), o como acabe `url`
setting-filing-naming = Ruta en la biblioteca; <…> se omite cuando su campo no tiene nada que decir. Una serie que ya estaba conserva su carpeta. Campos: show, name, year, season, number, code, absolute, date, title, id, tvdb_id, tvmaze_id, imdb_id
setting-filing-naming-daily = Lo mismo, para las series diarias
setting-filing-naming-anime = Lo mismo, para el anime
setting-filing-nfo = Descripciones e imágenes junto a los episodios; auto: cuando un reproductor las lee (Jellyfin, Kodi)
setting-seeding-remove = Quitarla, con sus datos, cuando todos sus episodios estén en la biblioteca
setting-seeding-ratio = No antes de haberla compartido tantas veces …
setting-seeding-days = … o durante tantos días
setting-timing-catalogue = Segundos entre dos miradas a los episodios de una serie que se sigue
setting-timing-catalogue-soon = Lo mismo, cuando un episodio está a punto de emitirse
setting-timing-after-airing = Segundos desde la emisión hasta la primera búsqueda
setting-timing-search-first = Segundos entre búsquedas de un episodio que acaba de emitirse
setting-timing-search-most = Lo mismo, como mucho, según pasa el tiempo
setting-timing-download-poll = Segundos entre dos miradas a una descarga en marcha
setting-timing-subtitles-wait = Cuántos segundos espera un episodio sus subtítulos
setting-timing-subtitles-late = Durante cuántos segundos se buscan después los subtítulos que faltan
setting-timing-player-poll = Segundos entre dos miradas a si un reproductor muestra un archivo nuevo
setting-timing-player-wait = Cuántos segundos espera un episodio a que un reproductor lo muestre
setting-timing-stall = Una descarga que lleva tantos segundos sin recibir nada deja paso a la siguiente mejor
setting-timing-stuck-together = Segundos que un episodio que te necesita espera a otros parados por el mismo motivo, para avisar de todos en un solo mensaje
setting-timing-watched = Segundos entre dos miradas a lo que ha visto la gente
setting-timing-feed = Segundos entre dos miradas a lo más nuevo de un indexador
setting-timing-searches = Peticiones por hora para búsquedas en un indexador, para todo lo que espera
setting-data = Dónde están la base de datos y los archivos de trabajo
setting-library = Dónde se archivan los episodios terminados
setting-database = sqlite:///ARCHIVO o postgresql://…; vacío: SQLite en la carpeta de datos
setting-queue = redis://… o postgresql://…; vacío: SQLite en la carpeta de datos
setting-recycle = Dónde se guardan un tiempo los episodios sustituidos
setting-work = Dónde se hacen las conversiones; vacío: en una carpeta oculta de la biblioteca, y así en su mismo disco
setting-paths = Carpetas que otras máquinas de esta casa llaman de otro modo: su nombre, y cuál es aquí cada una
setting-recycle-days = Cuántos días se guardan los episodios sustituidos; 0: para siempre
setting-workers-io = Pasos que esperan a otros, a la vez
setting-workers-heavy = Conversiones a la vez en esta máquina
setting-alive-file = Un archivo que se toca cada 20 s mientras este proceso trabaja: para la comprobación de salud de un contenedor
setting-screens = Pantallas propias
setting-profiles = Perfiles de calidad propios
setting-profile-title = Cómo lo llama la gente
setting-profile-best-resolution = Las líneas que más gustan
setting-profile-most-resolution = Más líneas que estas se rechazan
setting-profile-least-resolution = Menos líneas que estas se rechazan, si el nombre lo dice
setting-profile-sources = De dónde viene la imagen, lo mejor primero; lo que no está en la lista se rechaza
setting-profile-codecs = Códecs de vídeo, el mejor primero: h264, hevc, av1; vacío: los que tus pantallas reproducen sin convertir
setting-profile-hdr = Alto rango dinámico
setting-profile-languages = Idiomas hablados, cualquiera de ellos (BCP 47); vacío: el de la serie; *: el que sea
setting-profile-least-mb-per-minute = Algo más pequeño es una muestra o un engaño
setting-profile-most-mb-per-minute = Algo más grande se rechaza
setting-profile-refused = Palabras o grupos del nombre que se rechazan
setting-profile-required = Palabras o grupos de los que el nombre tiene que llevar uno
setting-profile-liked = Palabras o grupos que se prefieren, el mejor primero
setting-profile-wait-hours = Cuántas horas espera un episodio, desde su emisión, la resolución y la fuente que más gustan
setting-profile-upgrade-days = Durante cuántos días un episodio archivado cede el sitio a una copia mejor
setting-screen-title = Cómo la llama la gente
setting-screen-containers = Archivos que abre, el preferido primero: mp4, mkv, webm
setting-screen-video = Códecs de vídeo; tiene que estar h264, al que se convierte
setting-screen-audio = Códecs de audio; tiene que estar aac (para mp4), al que se convierte
setting-screen-subtitles = Códecs de subtítulos dentro del archivo; * para cualquiera
setting-screen-convert-channels = Canales del audio convertido, si el original tiene tantos
setting-screen-interlaced = Si reproduce bien imágenes entrelazadas
setting-screen-anamorphic = Si reproduce bien imágenes de píxeles que no son cuadrados
setting-screen-everything = Reproduce todo lo que se le da: nunca se cambia nada
setting-webhook-url = Dónde escucha: https://…
setting-webhook-secret = Firma cada llamada, como dice standardwebhooks.com; puede empezar por whsec_
setting-webhook-events = De qué se le avisa: job.done, job.stuck, …; vacío: de todo
setting-webhook-private = true: puede estar en esta máquina o en esta red
setting-transmission-url = Dirección de su RPC
setting-transmission-label = Etiqueta que llevan nuestros torrents; vacío: ninguna
setting-ffmpeg-ffmpeg = El programa ffmpeg
setting-ffmpeg-ffprobe = El programa ffprobe
setting-ffmpeg-hardware = Codificador por hardware: auto usa el más rápido que da bien las imágenes; off, ninguno
setting-ffmpeg-device = El dispositivo gráfico para vaapi
setting-ffmpeg-preset = Velocidad del codificador por software: los lentos hacen archivos más pequeños
setting-ffmpeg-quality = Del codificador por software: más bajo es mejor y ocupa más (CRF)
setting-ffmpeg-niceness = Cuánto deja pasar una conversión a otros programas
setting-ffmpeg-memory = GB de memoria que puede usar una conversión
setting-ffmpeg-threads = Hilos del procesador para una conversión; 0: todos
setting-ffmpeg-probe-timeout = Segundos para mirar dentro de un archivo
setting-ffmpeg-stall-timeout = Segundos sin avanzar tras los que se termina una conversión
setting-ffmpeg-verify-timeout = Segundos para cada comprobación de un archivo terminado
setting-qbittorrent-url = Dirección de su interfaz web
setting-qbittorrent-category = Categoría que llevan nuestros torrents; vacío: ninguna
setting-downloader-folder = Carpeta de las descargas, como la ve su máquina; vacío: la que tenga puesta
setting-downloader-folders = Carpetas por el nombre que les da su máquina, con el que tienen en esta
setting-timeout = Segundos que se espera una respuesta
setting-api-url = Dónde contesta la API
setting-rows = Resultados que se piden a la vez
setting-max-bytes = La respuesta más larga que se lee, en bytes
setting-http-username = Nombre, cuando un proxy o el sistema pide uno; vacío: ninguno
setting-http-password = Su contraseña
setting-http-headers = Cabeceras HTTP que se envían también
setting-http-cookie = Cookies que se envían también, como en la cabecera Cookie de un navegador
setting-http-verify-tls = false: aceptar un certificado que nadie avala
setting-torznab-url = La dirección Torznab, como la muestra Prowlarr o Jackett; suele acabar en /api
setting-torznab-api-key = Su clave; vacío: ninguna
setting-torznab-categories = Categorías Torznab en las que se busca; 5000 es toda la televisión
setting-torznab-anime-categories = Categorías para las series numeradas como el anime
setting-torznab-timeout = Segundos para una respuesta entera: preguntan a muchos sitios
setting-torznab-max-pages = Páginas que se leen en una búsqueda
setting-jellyfin-url = Dónde contesta Jellyfin
setting-jellyfin-api-key = Una clave de API: Panel de control, Claves API, +
setting-jellyfin-public-url = Por dónde empiezan los enlaces para la gente; vacío: lo mismo que url
setting-jellyfin-user = De quién son las marcas de visto cuando no se nombra a nadie; vacío: del único usuario
setting-jellyfin-folders = Carpetas por el nombre que les da la máquina de Jellyfin, con el que tienen en esta
setting-subliminal-providers = Sitios a los que se pregunta, con los nombres de subliminal
setting-subliminal-settings = Usuario, contraseña o clave de un sitio, por su nombre
setting-subliminal-timeout = Segundos que se espera la respuesta de un sitio
setting-subliminal-min-score = La puntuación más baja que se acepta: 971 es ese mismo archivo, 918 el episodio, 700 casi seguro
setting-ffsubsync-timeout = Segundos para un subtítulo
setting-ffsubsync-niceness = Cuánto deja pasar a otros programas
setting-anime-lists-url = Dónde está la lista
setting-xem-url = Dónde contesta
setting-xem-all-shows = true: usarlo para todas las series, no solo para el anime
setting-rss-url = Dirección del canal; escribe {"{secret}"} donde va su clave
setting-rss-secret = La clave; vacío: ninguna
setting-rss-free-to-share = Todo lo que ofrece es de dominio público o de licencia abierta
setting-rss-timeout = Segundos para una respuesta entera
setting-apprise-urls = A quién se avisa: direcciones como en github.com/caronc/apprise/wiki
setting-apprise-events = De qué se les avisa; job.done: de los episodios que han llegado
setting-apprise-timeout = Segundos para todos ellos
setting-tvdb-api-key = Tu clave de https://thetvdb.com/api-information
setting-tvdb-pin = Tu PIN de suscriptor, con una clave que lo pida
setting-archive-url = Dónde está; una réplica, o una prueba
setting-archive-collections = Colecciones en las que se busca; vacío: todas
setting-archive-timeout = Segundos para una respuesta entera: su búsqueda puede ser lenta
setting-archive-max-items = Elementos que se miran en una búsqueda
setting-tvmaze-calls-per-window = Llamadas en 10 segundos; TVmaze permite 20 a cada dirección
setting-kodi-url = Dónde contesta su servidor web
setting-kodi-username = Nombre para su servidor web; vacío: no pide ninguno
setting-kodi-folders = Carpetas por el nombre que les da Kodi, con el que tienen en esta máquina

## Las palabras de la línea de órdenes
cli-working-on = Trabaja en { $lanes }. Ctrl-C lo para.
cli-named-as-today = Todos los archivos se llaman como se llamarían hoy.
cli-would-rename = { $count ->
        [one] Con --yes se cambia el nombre de este { $count } archivo, con todo lo que está a su lado.
       *[other] Con --yes se cambia el nombre de estos { $count } archivos, con todo lo que está a su lado.
    }
cli-renamed = { $count } con nombre nuevo.
cli-begins = Airdate { $version } empieza, con { $path }.
cli-bot = El bot: https://t.me/{ $name }
cli-claim = Este bot no es de nadie todavía. Dile esto en Telegram:  /start { $code }
cli-claim-by-link = Este bot no es de nadie todavía. Dile esto en Telegram:  /start { $code }
    o abre  https://t.me/{ $name }?start={ $code }
cli-dashboard = El panel: { $url }
cli-show = Serie
cli-followers = La siguen
cli-episodes = Episodios
cli-status = Estado
cli-job = Trabajo
cli-episode = Episodio
cli-step = Paso
cli-state = Estado
cli-how-it-goes = Cómo va
cli-nobody-follows = Nadie sigue nada todavía: dile /subscribe NOMBRE al bot.
cli-put-on-way = { $show }: { $episodes } en camino.
cli-nothing-missing = { $show }: no falta nada.
cli-wrote-config = { $token ->
        [there] Escrito { $path }. Ahora: ./airdate doctor lo mira todo, ./airdate up lo pone en marcha.
       *[missing] Escrito { $path }. Pon en él el token de tu bot, y después: ./airdate doctor
    }
init-offer = Aún no hay { $path } aquí. ¿Contestas unas preguntas y lo escribo?
init-token-how = En Telegram, habla con @BotFather (https://t.me/BotFather): /newbot crea un bot y da su token.
init-token = El token del bot, no se muestra aquí (Intro: más tarde)
init-library = Carpeta de tu biblioteca de series
init-player = Con qué se ve tu biblioteca: { $names } (Intro: con nada todavía)
init-one-of = Tiene que ser uno de estos: { $names }.
init-of-player = { $key ->
        [url] Su dirección
        [api_key] Su clave de API, no se muestra aquí
        [username] Usuario
        [password] Contraseña, no se muestra aquí (Intro: ninguna)
       *[public_url] Su dirección para los teléfonos de casa (Intro: la misma)
    }
init-zone = Tu zona horaria, o tu ciudad
init-which-zone = Puede ser una de estas: { $zones }.
init-screens-known = Los archivos se preparan para tus pantallas. Hay: { $names }.
init-screens = Tus pantallas
init-all-the-same = ¿Lo dejo así de todos modos?
cli-whole-copy = { $path } es una copia entera.
cli-restored = La base de datos es lo que contiene { $path }.
cli-before-is = La de antes es { $path }.
cli-nothing-to-convert = No hay ningún vídeo en { $path }.
cli-no-videos = No hay ninguna carpeta con vídeos en { $path }.
cli-with-follow = Con --follow quien lleva el bot las sigue desde ahora.
cli-adopted = { $folder }: { $files ->
        [one] { $files } vídeo incorporado
       *[other] { $files } vídeos incorporados
    }, { $opened } en camino
cli-nothing-new = No hay nada nuevo.
cli-nothing-done-yet = Todavía no se ha hecho nada. Con --yes se hace.
cli-do-this = ¿Hacerlo?
cli-taken-over = { $shows ->
        [one] { $shows } serie incorporada
       *[other] { $shows } series incorporadas
    }: { $files ->
        [one] { $files } vídeo contado
       *[other] { $files } vídeos contados
    }, { $opened ->
        [one] { $opened } episodio
       *[other] { $opened } episodios
    } en camino.
cli-followed = Se sigue
cli-by = Por
cli-profile = Perfil
cli-videos-here = Vídeos aquí
cli-not-looked-for = No se buscan
cli-blocked = Bloqueadas
cli-not-monitored = no: allí no se sigue
cli-already = ya
cli-from = desde { $start }
cli-from-to = desde { $start } hasta { $end }
cli-not-usable-here = No sirve aquí, { $line }: { $why }
cli-name-as-sonarr = Para llamar los archivos como Sonarr, en [filing]: { $line }
cli-reading = Leyendo
cli-taking-over = Incorporando
cli-sonarr-key = La clave API de Sonarr (Settings, General)
cli-stream = Pista
cli-is = Es
cli-language = Idioma
cli-what-happens = Qué pasa
cli-why = Por qué
cli-not-said = no se dice
cli-folder = Carpeta
cli-videos = Vídeos
cli-missing-since-first = Faltan desde el primero
cli-not-known = No se conocen
cli-is-called = Se llama
cli-would-be-called = Se llamaría
cli-channels = { $count ->
        [one] { $count } canal
       *[other] { $count } canales
    }
cli-forced = forzados
cli-hearing-impaired = para sordos
cli-kind = { $kind ->
        [video] vídeo
        [subtitle] subtítulos
        [attachment] adjunto
        [data] datos
       *[audio] audio
    }
cli-action = { $action ->
        [copy] se queda como está
        [extract] va a un archivo propio
       *[drop] se omite
    }
cli-becomes = pasa a { $codec }
page-calendar-by = { $kind ->
    [week] Semana
    [month] Mes
   *[agenda] Agenda
 }
page-before = Antes
page-after = Después
page-nothing-in-it = No se emite nada en estos días.
page-log-search = Líneas con …
page-log-download = Descargar
page-log-no-line = Ninguna línea lo tiene.
page-tried-again = se intenta de nuevo

# The chat's own words: Telegram's HTML, in which the values are escaped. `Texts` of bot/texts.py reads them.
chat-language-name = Español

## The chat: coming in
chat-hello-owner =
    👋 Te doy la bienvenida, { $name }. Desde ahora llevas tú este Airdate.

    Mándame el nombre de una serie y los episodios nuevos llegarán solos. /help dice qué más sé hacer.
chat-hello =
    👋 Hola, { $name }. Mándame el nombre de una serie para seguirla; te aviso cuando haya un episodio para ver.

    /help dice qué más sé hacer.
chat-welcome = 🎉 Ya estás dentro, { $name }. Mándame el nombre de una serie para seguirla. /help dice qué más sé hacer.
chat-welcome-guest = 🎉 Ya estás dentro, { $name }. Mándame el nombre de una serie que te gustaría ver; pregunto por cada una a quien lleva el bot. /help dice qué más sé hacer.
chat-no-owner-yet = Este bot todavía no tiene dueño. Si es tuyo, manda <code>/start CÓDIGO</code> con el código que Airdate mostró al arrancar.
chat-wrong-code = Ese código no vale (o ya no).
chat-private-bot = Este bot es privado. Con /start pides que te dejen entrar.
chat-access-requested = Este bot es privado. He pedido que te dejen entrar y te digo algo en cuanto haya respuesta.
chat-still-asking = Todavía no han respondido. Te digo algo en cuanto haya respuesta.
chat-too-many-asking = Este bot es privado. Pide una invitación a quien lo lleva.
chat-declined = No te quieren dejar entrar. ¡Lo siento!
chat-hello-group = 👋 Hola. Quien sea de la casa me puede preguntar aquí: /status, /upcoming, /library. Lo que es solo tuyo lo hablamos en privado.
chat-access-asked = 🚪 <b>{ $name }</b> pide entrar.
chat-access-asked-username = 🚪 <b>{ $name }</b> (@{ $username }) pide entrar.
chat-let-in = ✅ { $name } ya está dentro.
chat-let-in-guest = ✅ { $name } está dentro como invitado: te preguntaré por cada serie.
chat-turned-away = 🚫 { $name } no puede entrar.
chat-already-answered = A eso ya se respondió.
chat-invite-used = 🔑 <b>{ $name }</b> entró con tu invitación.

## The chat: refusals
chat-not-for-you = Este botón no es para ti, o ha caducado. Mándame la orden otra vez.
chat-outdated = Este botón ha caducado. Mándame la orden otra vez.
chat-members-only = Los invitados no pueden hacer eso. Pídeselo a alguien de la casa.
chat-owner-only = Eso solo lo puede hacer quien lleva el bot.
chat-in-private-only = Hablemos de eso en privado: escríbeme directamente.
chat-forwarded = No hago caso de mensajes reenviados. Escríbemelo tú.
chat-unknown-command = No conozco esa orden. /help dice qué sé hacer.
chat-went-wrong = Algo ha fallado por mi parte; está en el registro. Inténtalo otra vez, por favor.
chat-unreachable = Ahora mismo no llego a { $system }: { $text }. Inténtalo otra vez en unos minutos.
chat-unauthorized = { $system } me rechaza: { $text }. Quien lleva el bot tiene que arreglar sus ajustes.
chat-bad-response = { $system } respondió algo que no entiendo. Inténtalo otra vez más tarde.
chat-not-found = { $text }
chat-did-you-mean = No conozco esa orden. ¿Quieres decir /{ $command }?
chat-not-understood = No estoy seguro de lo que quieres. ¿Es algo de esto?
chat-which-show-what = ¿De qué serie hablas? Dilo con su nombre, o elígela aquí.
chat-nothing-asked = Ahora mismo no te he preguntado nada.
chat-nothing-changed = De acuerdo, no ha cambiado nada.
chat-one-by-one = Eso es más de una cosa. ¿Cuál primero?
chat-which-question = Hay varias preguntas abiertas. Usa los botones de la que quieras, o respóndele a ella.
chat-you-are-welcome = 🙂 De nada.
chat-you-were-removed = El dueño te ha quitado de esta casa. Lo que seguías ya no se busca.
chat-only-these-languages = Hablo inglés y español.

## The chat: help
chat-help-head =
    <b>Airdate</b>
    Mándame el nombre de una serie, o pega su página de IMDb, TVDB, TVmaze, TMDB o Trakt.
    { "" }
chat-help-foot =
    { "" }
    Lo que sé de las series viene de TVmaze.com (CC BY-SA) o de TheTVDB.com, según los ajustes.
chat-help-line = /{ $command } – { $what }
chat-commands-start = saludar
chat-commands-help = qué sé hacer
chat-commands-requests = lo que se ha pedido, y las respuestas
chat-commands-delete = borrar un episodio, una temporada o una serie: /delete Nombre S01E02 (dueño)
chat-commands-subscribe = seguir una serie: /subscribe Nombre
chat-commands-unsubscribe = dejar de seguir una serie
chat-commands-shows = qué sigues
chat-commands-status = qué está en camino
chat-commands-upcoming = los próximos 14 días
chat-commands-history = qué ha llegado
chat-commands-episode = todo sobre un episodio: /episode Nombre S01E02
chat-commands-why = por qué no ha llegado un episodio: /why Nombre S01E02
chat-commands-library = qué se puede ver
chat-commands-settings = zona horaria, idioma, horas de silencio
chat-commands-dashboard = las páginas en el navegador: un enlace que te abre
chat-commands-token = una ficha para programas que actúan por ti
chat-commands-people = quién está aquí (dueño)
chat-commands-invite = un enlace que deja entrar a alguien (dueño)
chat-commands-health = cómo está todo (dueño)
chat-commands-pause = pararlo todo (dueño)
chat-commands-resume = seguir (dueño)

## The chat: subscribing
chat-subscribe-what = ¿Qué serie? Mándame su nombre, por ejemplo <code>/subscribe The Tin Orchard</code>.
chat-nothing-found = No he encontrado ninguna serie llamada «{ $text }». Prueba a escribirla de otra forma.
chat-no-such-show-there = Esa página trata de una serie que ninguno de mis catálogos conoce.
chat-card-place = { $place } de { $count }
chat-card-following = ✓ La sigues.
chat-card-others =
    { $count ->
        [one] { $count } persona de aquí la sigue.
       *[other] { $count } personas de aquí la siguen.
    }
chat-status-words-running = En emisión
chat-status-words-continuing = En emisión
chat-status-words-ended = Terminada
chat-status-words-to-be-determined = Su futuro está abierto
chat-status-words-in-development = En preparación
chat-status-words-upcoming = Por estrenar
chat-status-words-deleted = Ya no está en el catálogo
chat-next-airs = Próximo: { $code }, { $when }
chat-from-where =
    <b>{ $show }</b>
    ¿Desde dónde la quieres?
chat-seasons-known = { $seasons }; { $aired }.
chat-aired-count =
    { $count ->
        [one] se ha emitido { $count } episodio
       *[other] se han emitido { $count } episodios
    }
chat-seasons-count =
    { $count ->
        [one] { $count } temporada
       *[other] { $count } temporadas
    }
chat-you-follow = ✅ Sigues <b>{ $show }</b> { $start }.
chat-start-next = desde el próximo episodio
chat-start-this-season = desde esta temporada
chat-start-season = desde la temporada { $season }
chat-start-first = desde el principio
chat-start-until = hasta { $code }; después pregunto si sigo
chat-start-go-on = hasta el final
chat-now-on-the-way =
    { $count ->
        [one] { $count } episodio está en camino.
       *[other] { $count } episodios están en camino.
    }
chat-nothing-yet = De momento no toca nada; te aviso cuando haya un episodio para ver.
chat-others-too = Otros de aquí también la siguen: lo que tienen ellos lo tienes tú.
chat-already-there =
    { $count ->
        [one] { $count } episodio ya está en la biblioteca.
       *[other] { $count } episodios ya están en la biblioteca.
    }
chat-too-many-shows = Sigues { $count } series, las que tienes permitidas. Deja antes de seguir alguna: /shows
chat-too-much-this-week = Esta semana llevas { $had } de los { $most } que tienes permitidos.
chat-player-user-gone = { $player } ya no tiene el usuario { $user } que eligió { $name }. Elígelo otra vez en /settings: hasta entonces no se borra nada de lo que sigue { $name } después de verlo.
chat-week-is-full = ⏳ Llevas { $had } de tus { $most } de la semana: lo que solo sigues tú espera a que sea menos.
chat-request-sent = 🙋 He preguntado por <b>{ $show }</b> a quien lleva el bot y te digo la respuesta.
chat-request-asked = 🙋 A <b>{ $name }</b> le gustaría seguir <b>{ $show }</b> { $start }.
chat-request-granted = ✅ Han dicho que sí: ya sigues <b>{ $show }</b>.
chat-request-declined = Han dicho que no a <b>{ $show }</b>. ¡Lo siento!
chat-request-done-yes = ✅ { $name } ya sigue <b>{ $show }</b>.
chat-request-done-no = 🚫 { $name } se queda sin <b>{ $show }</b>.
chat-options =
    ⚙️ <b>{ $show }</b>
    Toca lo que quieras cambiar y después «{ $done }».
chat-option-quality = Calidad: { $profile }
chat-option-languages = Subtítulos: { $languages }
chat-option-household = como en toda la casa
chat-option-news-on = Avisar: sí
chat-option-news-off = Avisar: no
chat-pick-season = ¿Desde qué temporada?
chat-pick-languages = ¿Qué subtítulos?
chat-requests-head = <b>Peticiones</b>
chat-request-line = { $number }. <b>{ $name }</b>: <b>{ $show }</b> · { $when }
chat-request-open = ⏳ <b>{ $show }</b> · pedida { $when }; el dueño aún no ha contestado.
chat-no-requests = No hay ninguna petición abierta.
chat-no-requests-yours = No has pedido nada. Mándame el nombre de una serie.

## The chat: my shows
chat-no-shows = Todavía no sigues ninguna serie. Mándame el nombre de una.
chat-your-shows = <b>Sigues</b>
chat-show-line = <b>{ $show }</b> · { $start }
chat-show-line-muted = <b>{ $show }</b> · { $start } · 🔕
chat-show-details =
    <b>{ $show }</b>
    { $status }
    La sigues { $start }.
chat-show-counts = En la biblioteca: { $there } de { $aired } episodios emitidos.
chat-muted = 🔕 Ya no se avisa de nada.
chat-unmuted = 🔔 Se avisa otra vez de los episodios nuevos.
chat-unsubscribe-which = ¿Qué serie quieres dejar de seguir?
chat-unsubscribe-sure = ¿Dejar de seguir <b>{ $show }</b>? Lo que hay en la biblioteca se queda.
chat-unsubscribed = Ya no sigues <b>{ $show }</b>. Lo que hay en la biblioteca se queda.
chat-page = Página { $page } de { $pages }

## The chat: knowing
chat-all-quiet = No hay nada en camino. 💤
chat-on-its-way = <b>En camino</b>
chat-episode-line = <b>{ $show }</b> { $code }
chat-step-bar = { $what } <code>{ $bar }</code> { $percent } %
chat-left = quedan { $time }
chat-stuck-line = ✋ { $reason }
chat-waits-line = ⏳ { $reason }
chat-steps-check = 🔎 comprobando
chat-steps-fetch = 🔎 buscando una copia
chat-steps-download = ⬇️ descargando
chat-steps-transcode = 🎞 haciéndolo reproducible
chat-steps-subtitles = 💬 buscando subtítulos
chat-steps-file = 📁 archivando
chat-steps-refresh = 📺 enseñándolo al reproductor
chat-steps-notify = ✉️ avisándote
chat-steps-rename = 🏷 cambiando nombres
chat-steps-delete = 🗑 a la papelera
chat-steps-restore = ↩️ de vuelta de la papelera
chat-steps-tell-owner = ✉️ avisándote
chat-steps-tell-player = 📺 avisando al reproductor
chat-steps-missing-subtitles = 💬 buscando subtítulos que faltan
chat-steps-other-subtitles = 💬 buscando otros subtítulos
chat-steps-search-for-better = 🔎 buscando una copia mejor
chat-step-other = ⚙️ { $step }
chat-in-background = 🌙 De fondo: { $what }
chat-paused-line = ⏸ Todo está parado. /resume sigue.
chat-paused-line-member = ⏸ Todo está parado; quien lleva el bot puede seguir.
chat-upcoming-line = { $time }  <b>{ $show }</b> { $code }{ $title }
chat-overdue-head = <b>Con retraso</b>
chat-overdue-news = ⚠️ <b>{ $show }</b> { $code } se emitió { $when } y todavía no ha llegado: { $reason }
chat-overdue-line = ⚠️ <b>{ $show }</b> { $code } se emitió { $when } y no ha llegado: { $reason }
chat-nothing-in-span-any = No se emite nada de lo que sigues en los próximos { $days } días.
chat-nothing-in-span-tonight = Esta noche no se emite nada de lo que sigues.
chat-nothing-in-span-tomorrow = Mañana no se emite nada de lo que sigues.
chat-nothing-in-span-weekend = El fin de semana no se emite nada de lo que sigues.
chat-nothing-in-span-week = Esta semana no se emite nada de lo que sigues.
chat-span-heads-any = <b>Los próximos { $days } días</b>
chat-span-heads-tonight = <b>Esta noche</b>
chat-span-heads-tomorrow = <b>Mañana</b>
chat-span-heads-weekend = <b>El fin de semana</b>
chat-span-heads-week = <b>Esta semana</b>
chat-no-next = No hay ningún episodio más anunciado ({ $status }).
chat-only-sure = ¿Seguir solo la temporada { $season } de <b>{ $show }</b>?
chat-no-such-season = No conozco ninguna temporada { $season }.
chat-skip-sure = ¿Saltar <b>{ $show }</b> { $code }? Ya no se busca.
chat-no-history = Todavía no ha llegado nada.
chat-history-head = <b>Lo que ha llegado</b>
chat-history-line = { $when }  <b>{ $show }</b> { $code }{ $title } · { $size }{ $again }
chat-history-again = { " " }· en lugar de una copia anterior
chat-history-deleted = 🗑 borrado { $when }
chat-episode-what = ¿Qué episodio? Por ejemplo <code>/episode The Tin Orchard S02E01</code>.
chat-why-what = ¿Qué episodio? Por ejemplo <code>/why The Tin Orchard S02E01</code>.
chat-no-such-episode = { $show } no tiene, que yo sepa, un episodio { $code }.
chat-episode-head = <b>{ $show }</b> { $code }{ $title }
chat-episode-airs = Se emite { $when }
chat-episode-aired = Emitido { $when }
chat-episode-unannounced = Todavía sin anunciar
chat-episode-in-library = En la biblioteca desde { $when }: { $size }, { $length }{ $subtitles }
chat-episode-release = De: <code>{ $release }</code>
chat-episode-deleted = 🗑 Borrado { $when }
chat-episode-no-job = No está en camino.
chat-episode-job = En camino desde { $when } ({ $why })
chat-episode-went = Se puso en camino { $when } ({ $why })
chat-run-states-waiting = ▫️
chat-run-states-due = ⏳
chat-run-states-running = ▶️
chat-run-states-done = ✅
chat-run-states-stuck = ✋
chat-run-states-cancelled = 🚫
chat-attempts-head = <b>{ $show }</b> { $code } · { $step }
chat-on-host = en { $host }
chat-attempt-line = <b>{ $number }.</b> { $when } · { $outcome }{ $reason }
chat-outcomes-running = en marcha
chat-outcomes-done = hecho
chat-outcomes-later = todavía no
chat-outcomes-retry = falló
chat-outcomes-stuck = te necesita
chat-outcomes-reject = copia rechazada
chat-outcomes-redo = otra vez un paso anterior
chat-outcomes-lost = interrumpido
chat-no-attempts = No ha empezado.
chat-again-from-here = 🔁 Otra vez desde «{ $step }».

## The chat: go watch
chat-go-watch =
    🍿 <b>¡A verlo!</b>
    <b>{ $show }</b> { $code }{ $title }
chat-go-watch-several = 🍿 <b>¡A verlos! { $count } episodios nuevos</b>
chat-go-watch-line = <b>{ $show }</b> { $code }{ $title }
chat-title-part = { " " }· { $title }
chat-facts = { $length } · { $size }
chat-subtitles-there = 💬 { $languages }
chat-subtitles-missing = 💬 Todavía no los hay en: { $languages }
chat-show-gone = ⚠️ <b>{ $show }</b> ya no está en el catálogo: la han borrado o unido a otra serie. No llegarán episodios nuevos. /subscribe y su título encuentra en qué se ha convertido.
chat-show-renamed = ✏️ <b>{ $show }</b> es ahora <b>{ $now }</b>: el catálogo ha unido dos fichas en una. La sigues como antes.
chat-late-subtitles = 💬 <b>{ $show }</b> { $code } ya tiene subtítulos: { $languages }
chat-open-at = Abrir: <code>{ $url }</code>
chat-lies-at = Está en la biblioteca como <code>{ $path }</code>
chat-go-on-question = Era el último episodio que pediste. ¿Sigo?
chat-enough-then = Pues hasta aquí.
chat-going-on = ▶️ Sigues <b>{ $show }</b> hasta el final.
chat-needs-you =
    ✋ <b>{ $show }</b> { $code } te necesita
    En «{ $step }»: { $reason }
chat-need-you = ✋ <b>{ $count } episodios te necesitan</b> en «{ $step }»
chat-need-you-line = <b>{ $names }</b>: { $reason }
chat-rename-asked =
    { $count ->
        [one] 🏷 Un archivo se llamaría ahora de otra manera. ¿Le cambio el nombre?
       *[other] 🏷 { $count } archivos se llamarían ahora de otra manera. ¿Les cambio el nombre?
    }
chat-rename-page = { $first } a { $last } de { $count }
chat-renaming = 🏷 Les cambio el nombre y aviso cuando esté hecho.
chat-renamed = 🏷 Con nombre nuevo: { $count }, junto con todo lo que tienen al lado.
chat-rename-left = 🏷 Conservan sus nombres.
chat-trouble = ⚠️ <b>{ $system }</b> te necesita: { $text }
chat-complaint-head = ¿Qué le pasa?
chat-complaint-which = ¿Qué episodio no está bien?
chat-complaint-taken-wrong = 🔁 Episodio equivocado: está fuera de la biblioteca y busco otro.
chat-complaint-taken-picture = 🔁 Mala imagen: busco otra copia. Esta se queda hasta que llegue.
chat-complaint-taken-another = 🔁 Busco otra copia. Esta se queda hasta que llegue.
chat-complaint-taken-shifted = 💬 Los subtítulos salen ahora { $seconds } s { $direction }.
chat-earlier = antes
chat-later = después
chat-complaint-done = ✅ Hecho: ahora está { $release }.
chat-other-subtitles-which = ¿Qué subtítulos no están bien?
chat-other-subtitles-looking = 🔁 Busco otros subtítulos en { $language }. Los que tienes se quedan hasta entonces.
chat-other-subtitles-found = ✅ Ya hay otros subtítulos en { $language }, de { $provider }.
chat-other-subtitles-none = 💬 No hay otros subtítulos en { $language }; los que tienes se quedan.
chat-other-subtitles-unreachable = 💬 Ningún sitio respondió sobre subtítulos en { $language }; los que tienes se quedan. Prueba más tarde.
chat-complaint-stuck = ✋ Todavía no ha podido ser: { $reason }
chat-shift-question = ¿Cuánto? Pulsa hasta que encajen.
chat-complaint-remedies =
    <b>{ $show }</b> { $code }
    ¿Qué hago?
chat-complaint-about-what = ¿De qué episodio hablas? Responde a su mensaje, o di su nombre.

## The chat: watched
chat-watched-ask =
    { $count ->
        [one] 👁 Todos han visto { $codes } de <b>{ $show }</b>. { $size }. ¿Lo borro?
       *[other] 👁 Todos han visto { $codes } de <b>{ $show }</b>. { $size }. ¿Los borro?
    }
chat-watched-going =
    { $count ->
        [one] 🗑 { $codes } de <b>{ $show }</b> va camino de la papelera.
       *[other] 🗑 { $codes } de <b>{ $show }</b> van camino de la papelera.
    }
chat-watched-gone =
    { $count ->
        [one] 🗑 Todos han visto { $codes } de <b>{ $show }</b>, así que está borrado. { $size }.
       *[other] 🗑 Todos han visto { $codes } de <b>{ $show }</b>, así que están borrados. { $size }.
    }
chat-delete-what = ¿Qué? Por ejemplo <code>/delete The Tin Orchard S01</code>.
chat-delete-sure = 🗑 ¿Borrar { $codes } de <b>{ $show }</b> con sus archivos ({ $size })? La papelera los guarda un tiempo.
chat-given-which =
    📥 <b>{ $name }</b>
    ¿Qué episodio es?
chat-given-looked-for = Su nombre no dice ninguno que yo conozca. Estos se están buscando:
chat-given-or-say = O di su serie y número: <i>Tin Orchard S01E02</i>.
chat-given-sure = 📥 ¿Tomo <b>{ $name }</b> para { $episode }?
chat-given-not = 👍 No se ha tomado.
chat-delete-nothing = Nada de <b>{ $name }</b> está en la biblioteca.
chat-delete-going = 🗑 De camino a la papelera. Te aviso cuando esté hecho, con un botón que lo deshace.
chat-delete-not = 👍 No se ha borrado nada.
chat-nothing-to-undo = No se ha borrado nada que pueda volver.
chat-deleted-gone =
    { $count ->
        [one] 🗑 { $codes } de <b>{ $show }</b> está borrado. { $size }.
       *[other] 🗑 { $codes } de <b>{ $show }</b> están borrados. { $size }.
    }
chat-keep-sure =
    { $count ->
        [one] ¿Guardar desde ahora solo el episodio más nuevo de <b>{ $show }</b>?
       *[other] ¿Guardar desde ahora solo los { $count } episodios más nuevos de <b>{ $show }</b>?
    }
chat-keep-goes = Ahora van a la papelera: { $codes }
chat-keep-now =
    { $count ->
        [one] De <b>{ $show }</b> se guarda el episodio más nuevo.
       *[other] De <b>{ $show }</b> se guardan los { $count } episodios más nuevos.
    }
chat-keep-all = De <b>{ $show }</b> se guardan todos los episodios.
chat-keep-how = Di por ejemplo «guarda solo los últimos 5 de …».
chat-watched-until = La papelera lo guarda hasta { $when }.
chat-watched-returning =
    { $count ->
        [one] ↩️ { $codes } de <b>{ $show }</b> está volviendo.
       *[other] ↩️ { $codes } de <b>{ $show }</b> están volviendo.
    }
chat-watched-back =
    { $count ->
        [one] ↩️ { $codes } de <b>{ $show }</b> está otra vez en la biblioteca, y se queda.
       *[other] ↩️ { $codes } de <b>{ $show }</b> están otra vez en la biblioteca, y se quedan.
    }
chat-watched-kept =
    { $count ->
        [one] 👍 { $codes } de <b>{ $show }</b> se queda. No vuelvo a preguntar por él.
       *[other] 👍 { $codes } de <b>{ $show }</b> se quedan. No vuelvo a preguntar por ellos.
    }
chat-watched-not-there = Ya no están en la biblioteca, o están otra vez en camino: no se ha borrado nada.
chat-watched-head =
    <b>Cuando todos los que siguen un episodio lo han visto</b>
    Ahora: { $policy }
chat-watched-keep = se queda
chat-watched-ask-me = te pregunto
chat-watched-delete =
    { $count ->
        [one] se borra al cabo de { $count } día
       *[other] se borra al cabo de { $count } días
    }
chat-watched-unknown = ⚠️ Lo que siguen estas personas se queda, porque no han dicho en /settings quiénes son en el servidor multimedia: { $names }
chat-no-player-watched = ⚠️ No hay ningún servidor multimedia configurado, así que no puedo saber qué se ha visto.

## The chat: library
chat-library-empty = La biblioteca está vacía.
chat-library-head = <b>Biblioteca</b>
chat-library-found = <b>Biblioteca</b>: «{ $text }»
chat-library-nothing = No hay nada llamado «{ $text }» en la biblioteca.
chat-library-show =
    { $count ->
        [one] <b>{ $show }</b>
            { $count } episodio en la biblioteca
       *[other] <b>{ $show }</b>
            { $count } episodios en la biblioteca
    }
chat-library-season =
    <b>{ $show }</b>
    { $season }
chat-season-name = Temporada { $season }
chat-specials = Especiales
chat-library-new = <b>Nuevo en la biblioteca</b>
chat-library-unwatched = <b>Sin ver por { $name }</b>
chat-nothing-unwatched = Has visto todo lo nuevo.
chat-watched-mark = 👁 visto
chat-not-watched-mark = sin ver
chat-marked-watched = 👁 Marcado como visto.
chat-marked-unwatched = Marcado como no visto.
chat-no-player = No hay ningún servidor multimedia configurado, así que no puedo reproducir nada.
chat-not-shown-yet = { $player } todavía no lo muestra.
chat-no-sessions = Ahora mismo no hay ninguna pantalla encendida.
chat-play-where = ¿Dónde lo pongo?
chat-playing = ▶️ Se está viendo en { $screen }.
chat-link-player-user = ¿Quién eres en { $player }?

## The chat: settings
chat-settings =
    <b>Ajustes</b>
    Zona horaria: { $zone } (son las { $now })
    Idioma: { $language }
    Horas de silencio: { $quiet }
    Avisos: { $digest }{ $player }{ $watched }
chat-settings-player =
    { "" }
    En el servidor multimedia: { $name }
chat-screens-head =
    <b>Pantallas</b>
    Cada episodio se hace reproducible en todas las marcadas: { $screens }.
    Lo que ya está en la biblioteca se queda como está; <code>./airdate convert</code> lo convierte.
chat-settings-watched =
    { "" }
    Lo que todos han visto: { $policy }
chat-settings-nobody = sin elegir
chat-quiet-none = ninguna
chat-quiet-from-to = de { $start } a { $end }
chat-digest-none = al momento
chat-digest-daily = una vez al día, a las { $time }
chat-your-clock = Según mi reloj son las { $now } ({ $zone }).
chat-zone-how = Manda <code>/settings zone Madrid</code> con tu ciudad, o comparte conmigo tu ubicación.
chat-zone-unknown = «{ $zone }» no es un lugar que conozca. Manda una ciudad grande cercana, como <code>/settings zone Madrid</code>.
chat-quiet-how = Manda <code>/settings quiet 22:30 7:00</code> con las horas entre las que me callo, o <code>/settings quiet off</code>.
chat-digest-how = Manda <code>/settings digest 18:00</code> para que avise una vez al día, o <code>/settings digest off</code> para que sea al momento.
chat-which-zone = ¿Cuál es tu reloj?
chat-time-unknown = «{ $time }» no es una hora. Se escriben así: <code>22:30</code>.
chat-settings-saved = ✅ Guardado.
chat-for-programs =
    🔑 Para tus programas: <code>{ $token }</code>

    Pueden lo que tú puedes, en { $address }. No se la pases a nadie; se anula en { $page }.
chat-dashboard-link =
    🖥 Abre esto en tu navegador: { $link }

    Te deja entrar, una vez, durante { $minutes } minutos. No se lo pases a nadie: quien lo abra serás tú.

## The chat: the owner's
chat-people-head = <b>Personas</b>
chat-person-line = { $mark } <b>{ $name }</b> · { $role } · { $shows }
chat-roles-owner = dueño
chat-roles-member = miembro
chat-roles-guest = invitado
chat-roles-asking = pide entrar
chat-roles-banned = no puede entrar
chat-role-marks-owner = 👑
chat-role-marks-member = 👤
chat-role-marks-guest = 🙋
chat-role-marks-asking = 🚪
chat-role-marks-banned = 🚫
chat-shows-count =
    { $count ->
        [one] { $count } serie
       *[other] { $count } series
    }
chat-person-details =
    { $mark } <b>{ $name }</b>
    { $role } · { $shows }
    Esta semana: { $had }
    Límites: { $limits }
chat-no-limits = ninguno
chat-limit-bytes = { $size } a la semana
chat-remove-sure = ¿Quitar a <b>{ $name }</b>? Lo que solo sigue esa persona deja de buscarse.
chat-removed = { $name } ya no está.
chat-invite-made =
    🔑 Quien abra este enlace entra como { $role }. Vale { $uses } y hasta { $when }:
    { $link }
chat-invite-uses =
    { $count ->
        [one] una vez
       *[other] { $count } veces
    }
chat-invite-choose = ¿Qué debe permitir el enlace?
chat-invites-cancelled = Los enlaces que seguían abiertos ya no valen.
chat-health-head = <b>Estado</b>
chat-health-well = ✅ { $system }
chat-health-ill = ⚠️ { $system }: { $text } (desde { $when })
chat-health-unknown = Todavía no se ha preguntado nada.
chat-health-disk = 💾 { $folder }: quedan { $free } de { $size }
chat-health-promised = { $size } prometidos a lo que está en camino
chat-tried-again =
    { $count ->
        [one] 🔁 { $count } paso que espera a { $system } lo intenta otra vez.
       *[other] 🔁 { $count } pasos que esperan a { $system } lo intentan otra vez.
    }
chat-nothing-to-try = Nada lo está esperando: se le vuelve a preguntar solo.
chat-health-disk-gone = 💾 { $folder }: no se puede leer
chat-health-chores = 🧹 Tareas: las { $count } han ido bien
chat-health-chore-ill = ⚠️ { $chore }: { $reason } ({ $times })
chat-chore-times =
    { $count ->
        [one] { $count } vez, la última: { $when }
       *[other] { $count } veces seguidas, la última: { $when }
    }
chat-health-process = 🖥 { $host }: { $lanes }
chat-health-bot = el bot
chat-health-lacks = ⚠️ { $host } no hace pasos { $lane }: { $why }
chat-health-nobody = ⚠️ Nadie hace ahora mismo pasos { $lane }: lo que toca espera.
chat-health-queue = 📋 Trabajos en marcha: { $active } · te necesitan: { $stuck } · mensajes por mandar: { $messages }
chat-paused = ⏸ { $done } /resume sigue.
chat-resumed = ▶️ { $done }
chat-done-toast = Hecho.

## The chat: inline
chat-inline-message =
    📺 <b>{ $show }</b>
    { $facts }

    { $plot }

## The chat: buttons
chat-b-previous = ◀️
chat-b-next = ▶️
chat-b-follow = ✅ Seguir
chat-b-change = ⚙️ Cambiar
chat-b-from-next = Próximo episodio
chat-b-from-season = Esta temporada
chat-b-from-everything = Todo
chat-b-more = ⚙️ Más opciones
chat-b-back = ↩️ Atrás
chat-b-given-all = 📦 Los { $count }
chat-b-given-season = Una temporada …
chat-b-some = Los 3 primeros y preguntar
chat-b-done = ✅ Seguir así
chat-b-save = ✅ Guardar
chat-b-status = 📡 Cómo va
chat-b-undo = Deshacer
chat-b-unsubscribe = Dejar de seguir
chat-b-yes-leave = Sí, dejar de seguir
chat-b-keep = No, seguir con ella
chat-b-mute = 🔕 Silenciar
chat-b-unmute = 🔔 Avisar
chat-b-episodes = Episodios
chat-b-refresh = 🔄 Actualizar
chat-b-let-in = ✅ Dejar entrar
chat-b-as-guest = 🙋 Como invitado
chat-b-decline = 🚫 Rechazar
chat-b-yes = ✅ Sí
chat-b-no = 🚫 No
chat-b-ok = 👌 Vale
chat-b-rename = ✅ Cambiar
chat-b-leave-names = Dejarlos
chat-b-watch = ▶️ Ver en { $player }
chat-b-watch-one = ▶️ { $code } en { $player }
chat-b-not-right = ✋ ¿Algo mal?
chat-b-wrong-episode = Episodio equivocado
chat-b-bad-picture = Mala imagen
chat-b-another = Quiero otra copia
chat-b-subtitles-off = Subtítulos a destiempo
chat-b-other-subtitles = Otros subtítulos
chat-b-earlier = −{ $seconds } s
chat-b-later = +{ $seconds } s
chat-b-go-on = ▶️ Seguir
chat-b-enough = Basta
chat-b-health = 🩺 Estado
chat-b-hold = ⏸ Pararlo todo
chat-b-remedies-again = 🔁 Intentarlo otra vez
chat-b-remedies-cancel = 🚫 Abandonarlo
chat-b-remedies-next = ⏭ Coger otra copia
chat-b-for-all-again = 🔁 Intentarlo con todos
chat-b-for-all-cancel = 🚫 Abandonarlos todos
chat-b-for-all-next = ⏭ Otra copia de cada uno
chat-b-again-from = 🔁 Otra vez desde aquí
chat-b-why = ❓ ¿Por qué?
chat-b-look-now = 🔎 Buscar ahora
chat-b-story = 🕑 Su historia
chat-b-log = 📜 { $step }
chat-b-fetch-now = ▶️ Traerlo ahora
chat-b-give-up = 🚫 Abandonar
chat-b-new = 🆕 Nuevo
chat-b-unwatched = 👁 Sin ver
chat-b-play = ▶️ Poner en …
chat-b-play-one = ▶️ { $code } en …
chat-b-mark-watched = 👁 Visto
chat-b-mark-unwatched = Sin ver
chat-b-who-am-i = ¿Quién soy allí?
chat-b-screens = 📺 Pantallas
chat-b-watched = 👁 Después de verlo
chat-b-watched-keep = Que se quede
chat-b-watched-ask = Pregúntame
chat-b-watched-delete =
    { $count ->
        [one] Borrar tras { $count } día
       *[other] Borrar tras { $count } días
    }
chat-b-delete = 🗑 Borrar
chat-b-keep-it = Dejarlo
chat-b-none-of-these = 🚫 Ninguno
chat-b-undelete = ↩️ Recuperarlo
chat-b-language = 🗣 Idioma
chat-b-zone = 🕑 Zona horaria
chat-b-other-clock = 🕑 Mi reloj dice otra hora
chat-b-quiet = 🌙 Silencio
chat-b-digest = 🗞 Resumen diario
chat-b-invite = 🔑 Invitar
chat-b-once-member = 1 miembro, 1 día
chat-b-once-guest = 1 invitado, 1 día
chat-b-many-members = 5 miembros, 7 días
chat-b-void-invites = Anular todos los enlaces
chat-b-make-member = 👤 Hacer miembro
chat-b-make-guest = 🙋 Hacer invitado
chat-b-ban = 🚫 No dejar entrar
chat-b-remove = 🗑 Quitar
chat-b-limit-shows = Series: { $limit }
chat-b-limit-bytes = A la semana: { $limit }
chat-b-all-days = Los próximos días
chat-b-is-it-there = ¿Está ya?
chat-b-when-next = ¿Cuándo es el próximo?
chat-b-search-show = 🔎 Una serie llamada «{ $text }»
chat-b-skip = ⏭ Saltarlo
chat-b-delete-and-leave = 🗑 Borrar, y dejar de seguir
chat-b-keep-all = Volver a guardar todo
chat-b-open-in-chat = Seguir en Airdate
page-glance = De un vistazo
page-soon = Lo próximo
page-household-now = La casa
page-which = Cuáles
page-having = { $what ->
    [stuck] alguno te necesita
    [going] en camino
    [missing] falta algo
   *[all] todas
 }
glance-asking = { $count ->
    [one] una petición espera tu respuesta
   *[other] { $count } peticiones esperan tu respuesta
 }
glance-failing = { $systems } no se puede usar
glance-well = { $count ->
    [one] el único sistema responde
   *[other] los { $count } sistemas responden
 }
glance-chore = falló: { $chore }
glance-free = { SIZE($free) } libres de { SIZE($total) }
page-how-to-follow = Perfil y subtítulos
