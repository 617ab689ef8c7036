"""Todas las frases, en español; lo que dicen los botones está en `es_buttons.py`."""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts.en import Texts
from bot.texts.es_buttons import SpanishButtons
from bot.texts.shapes import Plural


class Spanish(SpanishButtons, Texts):
    language_name = "Español"

    # ------------------------------------------------------------------------------------------------ entrar
    hello_owner = (
        "👋 Te doy la bienvenida, {name}. Desde ahora llevas tú este Airdate.\n\n"
        "Mándame el nombre de una serie y los episodios nuevos llegarán solos. /help dice qué más sé hacer."
    )
    hello = (
        "👋 Hola, {name}. Mándame el nombre de una serie para seguirla; te aviso cuando haya un episodio para ver.\n\n"
        "/help dice qué más sé hacer."
    )
    welcome = "🎉 Ya estás dentro, {name}. Mándame el nombre de una serie para seguirla. /help dice qué más sé hacer."
    welcome_guest = (
        "🎉 Ya estás dentro, {name}. Mándame el nombre de una serie que te gustaría ver; pregunto por cada una a quien "
        "lleva el bot. /help dice qué más sé hacer."
    )
    no_owner_yet = (
        "Este bot todavía no tiene dueño. Si es tuyo, manda <code>/start CÓDIGO</code> con el código "
        "que Airdate mostró al arrancar."
    )
    wrong_code = "Ese código no vale (o ya no)."
    private_bot = "Este bot es privado. Con /start pides que te dejen entrar."
    access_requested = "Este bot es privado. He pedido que te dejen entrar y te digo algo en cuanto haya respuesta."
    still_asking = "Todavía no han respondido. Te digo algo en cuanto haya respuesta."
    too_many_asking = "Este bot es privado. Pide una invitación a quien lo lleva."
    declined = "No te quieren dejar entrar. ¡Lo siento!"
    hello_group = (
        "👋 Hola. Quien sea de la casa me puede preguntar aquí: /status, /upcoming, /library. "
        "Lo que es solo tuyo lo hablamos en privado."
    )
    access_asked = "🚪 <b>{name}</b> pide entrar."
    access_asked_username = "🚪 <b>{name}</b> (@{username}) pide entrar."
    let_in = "✅ {name} ya está dentro."
    let_in_guest = "✅ {name} está dentro como invitado: te preguntaré por cada serie."
    turned_away = "🚫 {name} no puede entrar."
    already_answered = "A eso ya se respondió."
    invite_used = "🔑 <b>{name}</b> entró con tu invitación."

    # ------------------------------------------------------------------------------------------------ negativas
    not_for_you = "Este botón no es para ti, o ha caducado. Mándame la orden otra vez."
    outdated = "Este botón ha caducado. Mándame la orden otra vez."
    owner_only = "Eso solo lo puede hacer quien lleva el bot."
    in_private_only = "Hablemos de eso en privado: escríbeme directamente."
    forwarded = "No hago caso de mensajes reenviados. Escríbemelo tú."
    unknown_command = "No conozco esa orden. /help dice qué sé hacer."
    went_wrong = "Algo ha fallado por mi parte; está en el registro. Inténtalo otra vez, por favor."
    unreachable = "Ahora mismo no llego a {system}: {text}. Inténtalo otra vez en unos minutos."
    unauthorized = "{system} me rechaza: {text}. Quien lleva el bot tiene que arreglar sus ajustes."
    bad_response = "{system} respondió algo que no entiendo. Inténtalo otra vez más tarde."

    did_you_mean = "No conozco esa orden. ¿Quieres decir /{command}?"
    not_understood = "No estoy seguro de lo que quieres. ¿Es algo de esto?"
    which_show_what = "¿De qué serie hablas? Dilo con su nombre, o elígela aquí."
    nothing_asked = "Ahora mismo no te he preguntado nada."
    which_question = "Hay varias preguntas abiertas. Usa los botones de la que quieras, o respóndele a ella."
    you_are_welcome = "🙂 De nada."
    you_were_removed = "El dueño te ha quitado de esta casa. Lo que seguías ya no se busca."
    only_these_languages = "Hablo inglés y español."

    # ------------------------------------------------------------------------------------------------ ayuda
    help_head = (
        "<b>Airdate</b>\nMándame el nombre de una serie, o pega su página de IMDb, TVDB, TVmaze, TMDB o Trakt.\n"
    )
    help_foot = "\nLo que sé de las series viene de TVmaze.com (CC BY-SA) o de TheTVDB.com, según los ajustes."
    commands: Mapping[str, str] = {
        "start": "saludar",
        "help": "qué sé hacer",
        "requests": "lo que se ha pedido, y las respuestas",
        "delete": "borrar un episodio, una temporada o una serie: /delete Nombre S01E02 (dueño)",
        "subscribe": "seguir una serie: /subscribe Nombre",
        "unsubscribe": "dejar de seguir una serie",
        "shows": "qué sigues",
        "status": "qué está en camino",
        "upcoming": "los próximos 14 días",
        "history": "qué ha llegado",
        "episode": "todo sobre un episodio: /episode Nombre S01E02",
        "why": "por qué no ha llegado un episodio: /why Nombre S01E02",
        "library": "qué se puede ver",
        "settings": "zona horaria, idioma, horas de silencio",
        "dashboard": "las páginas en el navegador: un enlace que te abre",
        "token": "una ficha para programas que actúan por ti",
        "people": "quién está aquí (dueño)",
        "invite": "un enlace que deja entrar a alguien (dueño)",
        "health": "cómo está todo (dueño)",
        "pause": "pararlo todo (dueño)",
        "resume": "seguir (dueño)",
    }

    # ------------------------------------------------------------------------------------------------ seguir
    subscribe_what = "¿Qué serie? Mándame su nombre, por ejemplo <code>/subscribe The Tin Orchard</code>."
    nothing_found = "No he encontrado ninguna serie llamada «{text}». Prueba a escribirla de otra forma."
    no_such_show_there = "Esa página trata de una serie que ninguno de mis catálogos conoce."
    card_place = "{place} de {count}"
    card_following = "✓ La sigues."
    card_others: Plural = ("{count} persona de aquí la sigue.", "{count} personas de aquí la siguen.")
    status_words: Mapping[str, str] = {
        "Running": "En emisión",
        "Continuing": "En emisión",
        "Ended": "Terminada",
        "To Be Determined": "Su futuro está abierto",
        "In Development": "En preparación",
        "Upcoming": "Por estrenar",
    }
    next_airs = "Próximo: {code}, {when}"
    from_where = "<b>{show}</b>\n¿Desde dónde la quieres?"
    seasons_known = "{seasons}; {aired}."
    aired_count: Plural = ("se ha emitido {count} episodio", "se han emitido {count} episodios")
    seasons_count: Plural = ("{count} temporada", "{count} temporadas")
    you_follow = "✅ Sigues <b>{show}</b> {start}."
    start_next = "desde el próximo episodio"
    start_this_season = "desde esta temporada"
    start_season = "desde la temporada {season}"
    start_first = "desde el principio"
    start_until = "hasta {code}; después pregunto si sigo"
    start_go_on = "hasta el final"
    now_on_the_way: Plural = ("{count} episodio está en camino.", "{count} episodios están en camino.")
    nothing_yet = "De momento no toca nada; te aviso cuando haya un episodio para ver."
    others_too = "Otros de aquí también la siguen: lo que tienen ellos lo tienes tú."
    already_there: Plural = (
        "{count} episodio ya está en la biblioteca.",
        "{count} episodios ya están en la biblioteca.",
    )
    too_many_shows = "Sigues {count} series, las que tienes permitidas. Deja antes de seguir alguna: /shows"
    too_much_this_week = "Esta semana llevas {had} de los {most} que tienes permitidos."
    player_user_gone = (
        "{player} ya no tiene el usuario {user} que eligió {name}. Elígelo otra vez en /settings: "
        "hasta entonces no se borra nada de lo que sigue {name} después de verlo."
    )
    week_is_full = "⏳ Llevas {had} de tus {most} de la semana: lo que solo sigues tú espera a que sea menos."
    request_sent = "🙋 He preguntado por <b>{show}</b> a quien lleva el bot y te digo la respuesta."
    request_asked = "🙋 A <b>{name}</b> le gustaría seguir <b>{show}</b> {start}."
    request_granted = "✅ Han dicho que sí: ya sigues <b>{show}</b>."
    request_declined = "Han dicho que no a <b>{show}</b>. ¡Lo siento!"
    request_done_yes = "✅ {name} ya sigue <b>{show}</b>."
    request_done_no = "🚫 {name} se queda sin <b>{show}</b>."
    options = "⚙️ <b>{show}</b>\nToca lo que quieras cambiar y después «{done}»."
    option_quality = "Calidad: {profile}"
    option_languages = "Subtítulos: {languages}"
    option_household = "como en toda la casa"
    option_news_on = "Avisar: sí"
    option_news_off = "Avisar: no"
    pick_season = "¿Desde qué temporada?"
    pick_languages = "¿Qué subtítulos?"

    requests_head = "<b>Peticiones</b>"
    request_line = "{number}. <b>{name}</b>: <b>{show}</b> · {when}"
    request_open = "⏳ <b>{show}</b> · pedida {when}; el dueño aún no ha contestado."
    no_requests = "No hay ninguna petición abierta."
    no_requests_yours = "No has pedido nada. Mándame el nombre de una serie."

    # ------------------------------------------------------------------------------------------------ mis series
    no_shows = "Todavía no sigues ninguna serie. Mándame el nombre de una."
    your_shows = "<b>Sigues</b>"
    show_details = "<b>{show}</b>\n{status}\nLa sigues {start}."
    show_counts = "En la biblioteca: {there} de {aired} episodios emitidos."
    muted = "🔕 Ya no se avisa de nada."
    unmuted = "🔔 Se avisa otra vez de los episodios nuevos."
    unsubscribe_which = "¿Qué serie quieres dejar de seguir?"
    unsubscribe_sure = "¿Dejar de seguir <b>{show}</b>? Lo que hay en la biblioteca se queda."
    unsubscribed = "Ya no sigues <b>{show}</b>. Lo que hay en la biblioteca se queda."
    page = "Página {page} de {pages}"

    # ------------------------------------------------------------------------------------------------ saber
    all_quiet = "No hay nada en camino. 💤"
    on_its_way = "<b>En camino</b>"
    left = "quedan {time}"
    steps: Mapping[str, str] = {
        "check": "🔎 comprobando",
        "fetch": "🔎 buscando una copia",
        "download": "⬇️ descargando",
        "transcode": "🎞 haciéndolo reproducible",
        "subtitles": "💬 buscando subtítulos",
        "file": "📁 archivando",
        "refresh": "📺 enseñándolo al reproductor",
        "notify": "✉️ avisándote",
        "rename": "🏷 cambiando nombres",
        "delete": "🗑 a la papelera",
        "restore": "↩️ de vuelta de la papelera",
        "tell_owner": "✉️ avisándote",
        "tell_player": "📺 avisando al reproductor",
        "missing_subtitles": "💬 buscando subtítulos que faltan",
        "other_subtitles": "💬 buscando otros subtítulos",
        "search_for_better": "🔎 buscando una copia mejor",
    }
    in_background = "🌙 De fondo: {what}"
    paused_line = "⏸ Todo está parado. /resume sigue."
    paused_line_member = "⏸ Todo está parado; quien lleva el bot puede seguir."
    overdue_head = "<b>Con retraso</b>"
    overdue_news = "⚠️ <b>{show}</b> {code} se emitió {when} y todavía no ha llegado: {reason}"
    overdue_line = "⚠️ <b>{show}</b> {code} se emitió {when} y no ha llegado: {reason}"
    nothing_in_span: Mapping[str, str] = {
        "": "No se emite nada de lo que sigues en los próximos {days} días.",
        "tonight": "Esta noche no se emite nada de lo que sigues.",
        "tomorrow": "Mañana no se emite nada de lo que sigues.",
        "weekend": "El fin de semana no se emite nada de lo que sigues.",
        "week": "Esta semana no se emite nada de lo que sigues.",
    }
    span_heads: Mapping[str, str] = {
        "": "<b>Los próximos {days} días</b>",
        "tonight": "<b>Esta noche</b>",
        "tomorrow": "<b>Mañana</b>",
        "weekend": "<b>El fin de semana</b>",
        "week": "<b>Esta semana</b>",
    }
    no_next = "No hay ningún episodio más anunciado ({status})."
    only_sure = "¿Seguir solo la temporada {season} de <b>{show}</b>?"
    no_such_season = "No conozco ninguna temporada {season}."
    skip_sure = "¿Saltar <b>{show}</b> {code}? Ya no se busca."
    no_history = "Todavía no ha llegado nada."
    history_head = "<b>Lo que ha llegado</b>"
    history_again = " · en lugar de una copia anterior"
    history_deleted = "🗑 borrado {when}"
    episode_what = "¿Qué episodio? Por ejemplo <code>/episode The Tin Orchard S02E01</code>."
    why_what = "¿Qué episodio? Por ejemplo <code>/why The Tin Orchard S02E01</code>."
    no_such_episode = "{show} no tiene, que yo sepa, un episodio {code}."
    episode_airs = "Se emite {when}"
    episode_aired = "Emitido {when}"
    episode_unannounced = "Todavía sin anunciar"
    episode_in_library = "En la biblioteca desde {when}: {size}, {length}{subtitles}"
    episode_release = "De: <code>{release}</code>"
    episode_deleted = "🗑 Borrado {when}"
    episode_no_job = "No está en camino."
    episode_job = "En camino desde {when} ({why})"
    episode_went = "Se puso en camino {when} ({why})"
    outcomes: Mapping[str, str] = {
        "running": "en marcha",
        "done": "hecho",
        "later": "todavía no",
        "retry": "falló",
        "stuck": "te necesita",
        "reject": "copia rechazada",
        "redo": "otra vez un paso anterior",
        "lost": "interrumpido",
    }
    no_attempts = "No ha empezado."
    again_from_here = "🔁 Otra vez desde «{step}»."

    # ------------------------------------------------------------------------------------------------ a ver
    go_watch = "🍿 <b>¡A verlo!</b>\n<b>{show}</b> {code}{title}"
    go_watch_several = "🍿 <b>¡A verlos! {count} episodios nuevos</b>"
    subtitles_missing = "💬 Todavía no los hay en: {languages}"
    show_gone = (
        "⚠️ <b>{show}</b> ya no está en el catálogo: la han borrado o unido a otra serie. No llegarán episodios nuevos. "
        "/subscribe y su título encuentra en qué se ha convertido."
    )
    late_subtitles = "💬 <b>{show}</b> {code} ya tiene subtítulos: {languages}"
    open_at = "Abrir: <code>{url}</code>"
    lies_at = "Está en la biblioteca como <code>{path}</code>"
    go_on_question = "Era el último episodio que pediste. ¿Sigo?"
    enough_then = "Pues hasta aquí."
    going_on = "▶️ Sigues <b>{show}</b> hasta el final."
    needs_you = "✋ <b>{show}</b> {code} te necesita\nEn «{step}»: {reason}"
    rename_asked = (
        "🏷 Un archivo se llamaría ahora de otra manera. ¿Le cambio el nombre?",
        "🏷 {count} archivos se llamarían ahora de otra manera. ¿Les cambio el nombre?",
    )
    rename_page = "{first} a {last} de {count}"
    renaming = "🏷 Les cambio el nombre y aviso cuando esté hecho."
    renamed = "🏷 Con nombre nuevo: {count}, junto con todo lo que tienen al lado."
    rename_left = "🏷 Conservan sus nombres."
    trouble = "⚠️ <b>{system}</b> te necesita: {text}"
    complaint_head = "¿Qué le pasa?"
    complaint_which = "¿Qué episodio no está bien?"
    complaint_taken: Mapping[str, str] = {
        "wrong": "🔁 Episodio equivocado: está fuera de la biblioteca y busco otro.",
        "picture": "🔁 Mala imagen: busco otra copia. Esta se queda hasta que llegue.",
        "another": "🔁 Busco otra copia. Esta se queda hasta que llegue.",
        "shifted": "💬 Los subtítulos salen ahora {seconds} s {direction}.",
    }
    language_names: Mapping[str, str] = {
        "ar": "árabe", "bg": "búlgaro", "ca": "catalán", "cs": "checo", "da": "danés", "de": "alemán",
        "el": "griego", "en": "inglés", "es": "español", "et": "estonio", "eu": "euskera", "fa": "persa",
        "fi": "finés", "fr": "francés", "gl": "gallego", "he": "hebreo", "hi": "hindi", "hr": "croata",
        "hu": "húngaro", "id": "indonesio", "it": "italiano", "ja": "japonés", "ko": "coreano", "lt": "lituano",
        "lv": "letón", "nb": "noruego", "nl": "neerlandés", "no": "noruego", "pl": "polaco", "pt": "portugués",
        "pt-BR": "portugués de Brasil", "ro": "rumano", "ru": "ruso", "sk": "eslovaco", "sl": "esloveno",
        "sr": "serbio", "sv": "sueco", "th": "tailandés", "tr": "turco", "uk": "ucraniano", "vi": "vietnamita",
        "zh": "chino",
    }  # fmt: skip
    earlier = "antes"
    later = "después"
    complaint_done = "✅ Hecho: ahora está {release}."
    other_subtitles_which = "¿Qué subtítulos no están bien?"
    other_subtitles_looking = "🔁 Busco otros subtítulos en {language}. Los que tienes se quedan hasta entonces."
    other_subtitles_found = "✅ Ya hay otros subtítulos en {language}, de {provider}."
    other_subtitles_none = "💬 No hay otros subtítulos en {language}; los que tienes se quedan."
    other_subtitles_unreachable = (
        "💬 Ningún sitio respondió sobre subtítulos en {language}; los que tienes se quedan. Prueba más tarde."
    )
    complaint_stuck = "✋ Todavía no ha podido ser: {reason}"
    shift_question = "¿Cuánto? Pulsa hasta que encajen."

    complaint_remedies = "<b>{show}</b> {code}\n¿Qué hago?"
    complaint_about_what = "¿De qué episodio hablas? Responde a su mensaje, o di su nombre."

    # ------------------------------------------------------------------------------------------------ visto
    watched_ask: Plural = (
        "👁 Todos han visto {codes} de <b>{show}</b>. {size}. ¿Lo borro?",
        "👁 Todos han visto {codes} de <b>{show}</b>. {size}. ¿Los borro?",
    )
    watched_going: Plural = (
        "🗑 {codes} de <b>{show}</b> va camino de la papelera.",
        "🗑 {codes} de <b>{show}</b> van camino de la papelera.",
    )
    watched_gone: Plural = (
        "🗑 Todos han visto {codes} de <b>{show}</b>, así que está borrado. {size}.",
        "🗑 Todos han visto {codes} de <b>{show}</b>, así que están borrados. {size}.",
    )
    delete_what = "¿Qué? Por ejemplo <code>/delete The Tin Orchard S01</code>."
    delete_sure = "🗑 ¿Borrar {codes} de <b>{show}</b> con sus archivos ({size})? La papelera los guarda un tiempo."
    given_which = "📥 <b>{name}</b>\n¿Qué episodio es?"
    given_looked_for = "Su nombre no dice ninguno que yo conozca. Estos se están buscando:"
    given_or_say = "O di su serie y número: <i>Tin Orchard S01E02</i>."
    given_sure = "📥 ¿Tomo <b>{name}</b> para {episode}?"
    given_not = "👍 No se ha tomado."
    delete_nothing = "Nada de <b>{name}</b> está en la biblioteca."
    delete_going = "🗑 De camino a la papelera. Te aviso cuando esté hecho, con un botón que lo deshace."
    delete_not = "👍 No se ha borrado nada."
    nothing_to_undo = "No se ha borrado nada que pueda volver."
    deleted_gone: Plural = (
        "🗑 {codes} de <b>{show}</b> está borrado. {size}.",
        "🗑 {codes} de <b>{show}</b> están borrados. {size}.",
    )
    keep_sure = "¿Guardar desde ahora solo los {count} episodios más nuevos de <b>{show}</b>?"
    keep_goes = "Ahora van a la papelera: {codes}"
    keep_now = "De <b>{show}</b> se guardan los {count} episodios más nuevos."
    keep_all = "De <b>{show}</b> se guardan todos los episodios."
    keep_how = "Di por ejemplo «guarda solo los últimos 5 de …»."
    watched_until = "La papelera lo guarda hasta {when}."
    watched_returning: Plural = (
        "↩️ {codes} de <b>{show}</b> está volviendo.",
        "↩️ {codes} de <b>{show}</b> están volviendo.",
    )
    watched_back: Plural = (
        "↩️ {codes} de <b>{show}</b> está otra vez en la biblioteca, y se queda.",
        "↩️ {codes} de <b>{show}</b> están otra vez en la biblioteca, y se quedan.",
    )
    watched_kept: Plural = (
        "👍 {codes} de <b>{show}</b> se queda. No vuelvo a preguntar por él.",
        "👍 {codes} de <b>{show}</b> se quedan. No vuelvo a preguntar por ellos.",
    )
    watched_not_there = "Ya no están en la biblioteca, o están otra vez en camino: no se ha borrado nada."
    watched_head = "<b>Cuando todos los que siguen un episodio lo han visto</b>\nAhora: {policy}"
    watched_keep = "se queda"
    watched_ask_me = "te pregunto"
    watched_delete: Plural = ("se borra al cabo de {count} día", "se borra al cabo de {count} días")
    watched_unknown = (
        "⚠️ Lo que siguen estas personas se queda, porque no han dicho en /settings quiénes son en el servidor "
        "multimedia: {names}"
    )
    no_player_watched = "⚠️ No hay ningún servidor multimedia configurado, así que no puedo saber qué se ha visto."

    # ------------------------------------------------------------------------------------------------ biblioteca
    library_empty = "La biblioteca está vacía."
    library_head = "<b>Biblioteca</b>"
    library_found = "<b>Biblioteca</b>: «{text}»"
    library_nothing = "No hay nada llamado «{text}» en la biblioteca."
    library_show: Plural = (
        "<b>{show}</b>\n{count} episodio en la biblioteca",
        "<b>{show}</b>\n{count} episodios en la biblioteca",
    )
    season_name = "Temporada {season}"
    specials = "Especiales"
    library_new = "<b>Nuevo en la biblioteca</b>"
    library_unwatched = "<b>Sin ver por {name}</b>"
    nothing_unwatched = "Has visto todo lo nuevo."
    watched_mark = "👁 visto"
    not_watched_mark = "sin ver"
    marked_watched = "👁 Marcado como visto."
    marked_unwatched = "Marcado como no visto."
    no_player = "No hay ningún servidor multimedia configurado, así que no puedo reproducir nada."
    not_shown_yet = "{player} todavía no lo muestra."
    no_sessions = "Ahora mismo no hay ninguna pantalla encendida."
    play_where = "¿Dónde lo pongo?"
    playing = "▶️ Se está viendo en {screen}."
    link_player_user = "¿Quién eres en {player}?"

    # ------------------------------------------------------------------------------------------------ ajustes
    settings = (
        "<b>Ajustes</b>\nZona horaria: {zone} (son las {now})\nIdioma: {language}\nHoras de silencio: {quiet}\n"
        "Avisos: {digest}{player}{watched}"
    )
    settings_player = "\nEn el servidor multimedia: {name}"
    screens_head = (
        "<b>Pantallas</b>\nCada episodio se hace reproducible en todas las marcadas: {screens}.\nLo que ya está en la "
        "biblioteca se queda como está; <code>./airdate convert</code> lo convierte."
    )
    settings_watched = "\nLo que todos han visto: {policy}"
    settings_nobody = "sin elegir"
    quiet_none = "ninguna"
    quiet_from_to = "de {start} a {end}"
    digest_none = "al momento"
    digest_daily = "una vez al día, a las {time}"
    zone_how = "Manda <code>/settings zone Madrid</code> con tu ciudad, o comparte conmigo tu ubicación."
    zone_unknown = (
        "«{zone}» no es un lugar que conozca. Manda una ciudad grande cercana, como <code>/settings zone Madrid</code>."
    )
    quiet_how = (
        "Manda <code>/settings quiet 22:30 7:00</code> con las horas entre las que me callo, o "
        "<code>/settings quiet off</code>."
    )
    digest_how = (
        "Manda <code>/settings digest 18:00</code> para que avise una vez al día, o "
        "<code>/settings digest off</code> para que sea al momento."
    )
    which_zone = "¿Cuál es tu reloj?"
    time_unknown = "«{time}» no es una hora. Se escriben así: <code>22:30</code>."
    settings_saved = "✅ Guardado."
    for_programs = (
        "🔑 Para tus programas: <code>{token}</code>\n\nPueden lo que tú puedes, en {address}. "
        "No se la pases a nadie; se anula en {page}."
    )
    dashboard_link = (
        "🖥 Abre esto en tu navegador: {link}\n\nTe deja entrar, una vez, durante {minutes} minutos. No se lo pases a "
        "nadie: quien lo abra serás tú."
    )

    # ------------------------------------------------------------------------------------------------ del dueño
    people_head = "<b>Personas</b>"
    roles: Mapping[str, str] = {
        "owner": "dueño",
        "member": "miembro",
        "guest": "invitado",
        "asking": "pide entrar",
        "banned": "no puede entrar",
    }
    shows_count: Plural = ("{count} serie", "{count} series")
    person_details = "{mark} <b>{name}</b>\n{role} · {shows}\nEsta semana: {had}\nLímites: {limits}"
    no_limits = "ninguno"
    limit_bytes = "{size} a la semana"
    remove_sure = "¿Quitar a <b>{name}</b>? Lo que solo sigue esa persona deja de buscarse."
    removed = "{name} ya no está."
    invite_made = "🔑 Quien abra este enlace entra como {role}. Vale {uses} y hasta {when}:\n{link}"
    invite_uses: Plural = ("una vez", "{count} veces")
    invite_choose = "¿Qué debe permitir el enlace?"
    invites_cancelled = "Los enlaces que seguían abiertos ya no valen."
    health_head = "<b>Estado</b>"
    health_ill = "⚠️ {system}: {text} (desde {when})"
    health_unknown = "Todavía no se ha preguntado nada."
    health_disk = "💾 {folder}: quedan {free} de {size}"
    health_promised = "{size} prometidos a lo que está en camino"
    tried_again: Plural = (
        "🔁 {count} paso que espera a {system} lo intenta otra vez.",
        "🔁 {count} pasos que esperan a {system} lo intentan otra vez.",
    )
    nothing_to_try = "Nada lo está esperando: se le vuelve a preguntar solo."
    health_disk_gone = "💾 {folder}: no se puede leer"
    health_chores = "🧹 Tareas: las {count} han ido bien"
    health_chore_ill = "⚠️ {chore}: {reason} ({times})"
    chore_times: Plural = ("{count} vez, la última: {when}", "{count} veces seguidas, la última: {when}")
    on_host = "en {host}"
    health_process = "🖥 {host}: {lanes}"
    health_bot = "el bot"
    health_lacks = "⚠️ {host} no hace pasos {lane}: {why}"
    health_nobody = "⚠️ Nadie hace ahora mismo pasos {lane}: lo que toca espera."
    health_queue = "📋 Trabajos en marcha: {active} · te necesitan: {stuck} · mensajes por mandar: {messages}"
    paused = "⏸ {done} /resume sigue."
    resumed = "▶️ {done}"
    done_toast = "Hecho."
