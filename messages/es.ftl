# Lo que dice la cadena. En messages/__init__.py está cómo se muestran los valores.
text = { $text }
outside = { $system }: { $why }

## Lo que una persona puede hacer con un paso
remedy-again = Intentarlo otra vez
remedy-cancel = Abandonarlo
remedy-next = Coger otra copia
trying-again = Se intenta { $step } otra vez.
given-up-now = Abandonado. Se queda fuera de la biblioteca.
looking-for-another = Se busca otra copia.
taking = Se coge { $release }.
looking-now = Se está buscando.
no-such-remedy = No hay ningún remedio llamado { $name }.
comes-after = { $step } va después de { $others }, que aún no está hecho.
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
internal-error = Un error dentro de Airdate: { $error }
no-such-step = Aquí no hay ningún paso { $step }
worker-stopped = { $worker } se paró a la mitad
its-worker-stopped = se paró su proceso
given-up = abandonado

## Lo que el panel dice de lo que se ha hecho
not-asked-any-more = Eso ya no se pregunta: alguien se ha adelantado.
episode-on-its-way = { $code } está en camino.
episode-on-its-way-already = { $code } ya está en camino.
on-hold = En pausa: no se empieza nada nuevo.
going-on = Sigue.

## refresco
waits-for-players = Esperando a que { $players } lo muestre

## Reproductores
library-elsewhere = no conoce { $asked }; sus carpetas son { $locations }. Pon esto bajo [players.{ $player }]: { $line }

## Trabajos y sus pasos
files-busy = Otro trabajo tiene ahora sus archivos
ends-its-process = Su proceso se ha parado a la mitad { $count } veces seguidas. El registro del último intento quizá diga por qué.
extra-step-twice = El paso añadido { $step } se llama como uno que ya está.
extra-step-names-unknown = El paso añadido { $step } nombra { $others }, que no está.
step-after-unknown = El paso { $step } va después de { $others }, que no está antes.
step-asks-for-unknown = El paso { $step } pide { $others }, que nada antes da.
nothing-better = Ya no se ofrece nada mejor

## Sistemas de fuera
resting = se deja en paz hasta { $until }: { $why }
many-ask = muchos le preguntan en este momento
none-to-be-had = ninguno de los últimos { $count } lanzamientos se pudo obtener: { $why }

## descarga
indexer-gone = el indexador { $system } ya no está configurado
same-torrent = es el mismo torrent que { $title }: { $why }
client-cannot-go-on = { $system } no puede seguir: { $why }
disk-full = El disco está lleno (libres: { SIZE($free) }); sigue cuando haya sitio
trying-again-after = Otro intento después de: { $why }
download-was-lost = El programa de descargas lo había perdido; añadido otra vez
waiting-for-file-list = Esperando la lista de archivos del torrent
not-in-torrent = ninguno de sus { $count } archivos es { $show } { $code }
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
