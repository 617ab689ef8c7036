"""The words that carry a meaning, by what they mean: English and Spanish side by side, people mix them.

In small letters, without accents and apostrophes ("dont"), phrases parted by commas; `*` stands for any ending. Which
meanings make which intent stands in `bot.sentences.intents`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

CONCEPTS: dict[str, str] = {
    # ------------------------------------------------------------------------------------------- what is to be done
    "follow": """
        sige, empieza a bajar, empieza a descargar, empezar a bajar, empezar a descargar, keep an eye out for,
        eye on, look out for, follow, following, follows, subscribe, subscribe to,
        subscribe me, subscribe us, subscribed, sign me up, sign us up, sign up, add, track, tracking, record,
        recording, start recording, keep an eye on, watch out for, put on the list, put on my list, set up, start
        watching, start following, get into, sigue, sigo, seguir, siga, sigamos, suscribe*, suscribir*, apunta*,
        anade*, anadir*, agrega*, agregar*, graba*, grabar*, anota*, empezar a ver, empezar a seguir, empezamos, pon
        en la lista, ponme, ponnos, ponga""",
    "get": """
        get, get me, get us, grab, grab me, fetch, download, downlaod, dl, find, find me, find us, need, baja,
        bajame, bajanos, bajate, bajar, bajas, descarga, descargame, descarganos, descargar, descargas, consigue*,
        conseguir*, busca, buscame, buscanos, buscar, trae, traeme, traenos, traer, necesito, necesitamos,
        getting, grabbing,
        fetching, pull, pull down, snag""",
    "want": """
        do you have, have you any, teneis, tenes, we could have, i could have, they could have, chance of,
        podriamos tener, podria tener, pide, piden, want,
        wants, wanna, would like, id like, id love, wed like, wed love, would love, like to, love to, can i have, can
        we have, could we have, could i have, may i have, may we have, let us have, fancy, interested in, looking for,
        we should see, i should see, gimme, give me, give us, hook me up with, begging for, asks for, asking for, is
        asking for, are asking for, dying for, see, up for, how about, what about, quiero, queremos, quiere, quieren,
        querria, quisiera, me gustaria, nos gustaria, le gustaria, me apetece, nos apetece, apetece, me encantaria,
        nos encantaria, podemos tener, puedo tener, dame, danos, tienes, pedir, me interesa, nos interesa""",
    "watch": """
        ve, ven, watches, mira, miran, watch, watching, watched, view, viewing, ver, vemos, veo, mirar, miramos, miro,
        viendo""",
    "stop": """
        given up on, given up, give up, gave up, para de, para ya, para todo, para todas, paralo, parad, turn off,
        shut down, apaga, stop, stopping, quit, cancel*, end, drop, no more, no longer, not any more, not anymore,
        anymore, any more, gave up on, give up on, giving up on, done with, through with, finished with, tired of,
        sick of, canse de, canso de, cansamos de, cansa ya, harte de, aburri de, aburrio, bored of, bored
        with, fed up with, had enough of, enough of, lost interest in, not into, over it,
        never mind, deja*, dejar*, parar, pare, paren, detener, deten, cancela*, cancelar*, ya no, no mas, mas no,
        basta de, harto de, harta de, hartos de, hartas de, cansad* de, aburrid* de, nos aburre, me aburre, paso de,
        pasamos de, no sigas, no queremos, no quiero, no quiere, no quieren, leave, saca, sacar, abandon*, ditch,
        ditched, be done with, had it with, terminado con, terminamos con, acabado con, acabamos con, he terminado,
        hemos terminado, hemos acabado, im finished, were finished""",
    "unfollow": """
        off my list, off our list, off the list, from my list, from our list, from the list, de mi lista, de la
        lista, de nuestra lista, unsubscribe, unsubscribe from, unsubscribe me, unfollow, unfollowing, leave the
        show, opt out, sign off, desuscrib*, dar de baja, dame de baja, danos de baja, da de baja, darme de baja,
        desapunta*, borrame de, quitame de, dejar de seguir, deja de seguir, take me off, take us off, take me out
        of, sacame de, sacanos de, leave the, abandon*, forget about, olvida, olvidate de, olvidaos de, renuncia*""",
    "delete": """
        lose, bora, discard*, desecha*, dispose of, get shot of, delete, deletes, deleted, deleting, remove, removes,
        removed, removing, erase*, wipe*, trash*, get rid of, throw away, throw out, throw it away, throw it out,
        throw that one away, throw that away, throw them away, throw this away, throw, bin it, bin, bin that, clear
        out, clean up, clean out, clear, dump, free up, make room, make space, purge*, nuke, scrap, chuck, toss, take
        off the disk, take off the server, rid of, borra*, borrar*, elimina*, eliminar*, suprime*, suprimir*, quita,
        quitar, quitame, quites, quitalo, quitala, deshazte de, deshacerte de, deshacerse de, deshacernos de, tira,
        tirar, tiralo, tirala, tirarlo, tirarla, limpia*, limpiar*, vacia*, libera*, haz sitio, hacer sitio, fuera de
        aqui, cargate, cargarte""",
    "undo": """
        error, that back, it back, them back, the wrong thing, not that one, equivoc*, undo, undelete, bring it back,
        bring that back, bring them back, bring back, get it back, want it back, have it back, put it back, give it
        back, restore*, recover*, revert*, reverse that, by mistake, by accident, accidentally, mistake, didnt mean
        to, did not mean to, not what i wanted, take that back, oops, deshaz, deshacer, deshazlo, recupera*,
        recuperar*, restaura*, restaurar*, devuelve*, devuelvelo, revierte*, por error, sin querer, no queria, me
        equivoque, me he equivocado, equivocacion, vuelve a ponerlo, marcha atras, traelo de vuelta, de vuelta""",
    "keep": """
        quedate, leave only, deja solo, dejame solo, reten*, keep, keep only, only keep, hold on to, retain, guarda*,
        guardar*, conserva*, conservar*, quedate con, manten*""",
    "skip": """
        skip*, leave out, leave that out, dont bother with, dont bother, dont need, do not need, dont get, dont
        download, pass on, ignore*, no need for, salta*, saltar*, omite*, omitir*, no hace falta, no necesito, no
        necesitamos, ignora*, no bajes, no descargues, sin el""",
    "only": "only, just, nothing but, solo, solamente, unicamente, nada mas que",
    "pause": """
        pause*, parar un rato, para un rato, parar un momento, para un momento, wait a bit, wait a while, hold
        off, espera un poco, espera un rato, espera unos dias, aguanta,
        aguarda, on hold, hold everything, hold it, hold on, halt, freeze, take a break, wait with, stop
        working,
        sleep, pausa*, pausar*, en pausa, congela*, haz una pausa, espera un momento, espera con, deten*, descansa""",
    "resume": """
        resume*, carry on, continue, go on, keep going, unpause, start again, go again, proceed, back to work, wake
        up, continua*, continuar*, reanuda*, reanudar*, sigue adelante, puedes seguir, vuelve al trabajo, quita la
        pausa, ya puedes, despierta, arranca""",
    "everything": """
        everything, all, all downloads, all of it, the downloads, downloads, downloading, the lot, the bot, working,
        it all, todo, todas, todos, las descargas, descargas, descargar, todas las descargas, de descargar, el bot""",
    "play": """
        start, put, ponme, ponnos, empieza, play, put on, start playing, stream, cast, watch it on, show it on, run,
        open, pon, poner, reproduce*, reproducir*, ponlo, ponla, abre, lanza""",
    "screen": """
        big tv, proyector, sala, cuarto de estar, lounge, den, shield, apple tv, fire stick, xbox, playstation, roku,
        tv, telly, television, living room, bedroom, kitchen, chromecast, screen, projector, big screen, kodi,
        jellyfin, tele, televisor, salon, dormitorio, cocina, pantalla, habitacion, cuarto""",
    "again": """
        try again, retry, look again, search again, again, once more, have another go, have another look, look now,
        search now, look for it, reintenta*, intentalo, intenta*, otra vez, de nuevo, vuelve a, busca otra vez,
        buscalo""",
    # --------------------------------------------------------------------------------------------------- questions
    "when": """
        date of, fecha, salga, salgan, ponen, vuelva, vuelvan, hasta cuando, when, whens, whenll, what day,
        which day, what date, what time,
        how long until, how soon, how many days, due, air, airs, airing, come back, comes back, coming back, return,
        returns, returning, back on, be back, starts, start again, premiere*, release date, next on, next one, cuando,
        que dia, a que hora, que fecha, cuanto falta para, cuantos dias, vuelve, regresa, vuelven, estrena*, emiten,
        dan, fecha de, empieza""",
    "why": """
        why, whys, how come, what happened, whats happened, what went wrong, whats wrong with, whats going on with,
        whats up with, whats taking, whats keeping, whats the matter, what about that, whats the story, reason,
        problem with, havent got, havent gotten, still waiting, been waiting, taking so long, takes so long, so long,
        por que, porque no, porque, que pasa con, que paso con, que ha pasado, que le pasa, esperando, a la
        espera, waiting for, waiting on, que hay de, como es que, a
        que se debe, motivo, sigo esperando, seguimos esperando, tarda, tardando, tanto""",
    "where": "where, wheres, where is, where are, whats become of, donde, en donde, adonde, que fue de",
    "still": """
        still, yet, so far, not here, not there, missing, nowhere, never came, never arrived, late, overdue, todavia,
        aun, sigue sin, no aparece, falta, faltan, perdid*""",
    "not": """
        gone, lost, dead, nobody, no one, nadie, quedado sin, not, isnt, hasnt, havent, hadnt, doesnt, dont, didnt,
        wont, cant, cannot, no, none, without, aint, arent, wasnt, never, nothing, neither, no se, sin, ningun,
        ninguna, tampoco, nunca, nada""",
    "arrived": """
        turn up, turns up, lleg*, terminado de, acabado de, entrado, entro, aterriz*, arrive*, arrived, come
        in, came in, came,
        come, here, there, ready,
        available, done, finished, downloaded, landed, shown up, turned up, showed up, show up, up yet, out, out yet,
        be here, got, gotten, have you got, do we have, have we got, we have, watchable, complete, on the server, in
        yet, hit, dropped, drop, llega*, llegado, llegar*, ha llegado, lista, listo, listos, listas, disponible*,
        descargad*, bajad*, hay, tenemos, ya esta, esta ya, esta, estan, ha salido, salio, ha caido, aqui, venido,
        vino, se puede ver, puedo ver, podemos ver, puede ver, subid*""",
    "come": """
        arrive*, arrived, came, come in, came in, landed, dropped, downloaded, been added, added, just in, lleg*,
        entrado, entro, ha salido, han salido, aterriz*, bajado, descargado""",
    "already": "already, yet, by now, ya, todavia, aun",
    "any": "anything, any, something, stuff, things, episodes, algo, alguna, alguno, cosas, episodios, capitulos",
    "new": """
        ultimamente, ultimos dias, new, news, whats new, latest, fresh, recent, recently, newest, added, just in,
        today, lately, nuevo, nueva, nuevos, nuevas, novedades, novedad, reciente*, ultimo, ultimos, ultimas, recien""",
    "newseason": """
        been renewed, renewed, renovaron, renuevan, renovad*, new season, another season, next season, more
        seasons, nueva temporada, otra temporada, mas temporadas, proxima
        temporada""",
    "willbe": """
        renovaron, renuevan, been renewed, coming, will there be, be a, going to be, gonna be, confirmed,
        renewed, planned, va a haber, habra, vendra,
        sacan, sacaran, haran, hacen, confirmad*, renovad*""",
    "arriving": """
        viene, vienen, arrives, arriving, comes, comes in, llega, llegan, llegara, llegaran, entra, entran, cae,
        caen""",
    "news": """
        whats new, what is new, anything new, something new, novedad, novedades, que hay de nuevo, algo nuevo, alguna
        novedad""",
    "today": "today, todays, hoy",
    "now": "now, right now, ahora, ya mismo",
    "history": """
        history, what has arrived, what arrived, has arrived so far, historial, historia, que ha llegado, que llego""",
    "better": "better, different, other, another, new, mejor, otra, otro, distinta, distinto, diferente",
    "copy": "copy, version, release, file, rip, quality, download, copia, version, archivo, calidad, fichero, descarga",
    "nobody": "nobody, no one, noone, nadie, none of us, ninguno",
    "until": """
        how long until, how long till, how long before, how many days, cuanto falta para, cuantos dias, cuanto queda
        para""",
    "what": "what, which, whats, que series, a que, cuales, cual, que sigo",
    "more": "more, any more, anymore, longer, any longer, mas, further",
    "goon": "sigue, sigan, seguid, prosigue, go on, move on",
    "suggest": """
        suggest*, recommend*, should we watch, should i watch, shall we watch, what to watch, anything to watch,
        something to watch, havent seen, have not seen, not seen, unwatched, never seen, que vemos, que vemos hoy,
        recomienda*, sugier*, que ponemos, algo que ver, no hemos visto, no he visto, no hayamos visto, sin ver, que
        podriamos ver""",
    "past": "yesterday, last night, last week, earlier, the other day, ayer, anoche, semana pasada, el otro dia",
    "tonight": """
        tonight, tonite, tonights, this evening, evening, today, todays, later today, after dinner, esta noche, hoy,
        esta tarde, noche, despues de cenar""",
    "tomorrow": "tomorrow, tomorow, tmrw, tomorrows, manana",
    "week": """
        this week, next week, the week, week, weeks, seven days, next few days, next days, coming days, coming up,
        soon, next month, this month, monday, tuesday, wednesday, thursday, friday, esta semana, proxima semana,
        semana, siete dias, proximos dias, pronto, este mes, proximo mes, lunes, martes, miercoles, jueves, viernes""",
    "weekend": "weekend, the weekend, saturday, sunday, fin de semana, finde, sabado, domingo",
    "schedule": """
        coming, toca, tocan, salen, estren*, schedule, calendar, agenda, upcoming, whats on, whats coming, look
        forward to, program, programme, lined up, programa, programacion, calendario, proximos, proximas,
        proximamente, estrenos, que echan, que ponen, que dan, que hay, que sale, que viene, que nos espera, que
        toca, echan, sale, nos espera, parrilla, expect, esperar, airing, emite, emiten, on air, estrenan, this
        friday""",
    "list": """
        suscrito, suscrita, suscritos, subscribed to, lista de series, series list, cuales son mis series, watchlist,
        list of shows, my shows, our shows, all shows, the shows, shows, my series, which series, what series, my
        list, our list, the list, list, subscriptions, am i following, are we following, do i follow, do we follow, i
        follow, we follow, following, mis series, nuestras series, las series, que series, mi lista, la lista, nuestra
        lista, suscripciones, que sigo, que seguimos, sigo, seguimos""",
    "status": """
        what are you up to, how are the downloads, how is the download, status, progress, state, on its way, on the
        way, on their way, under way, in progress, going on, how far, how is it going, hows it going, hows the
        download, how long will it take, how long till, how long until its, how much longer, how long does it take,
        whats downloading, what are you doing, are you doing, queue, pipeline, downloading, busy, speed, percent,
        eta, coming down, estado, progreso, en camino, de camino, en marcha, en curso, que estas haciendo, que
        haces, cola, como va, como van, cuanto falta, cuanto le falta, cuanto queda, le queda, cuanto tarda, se esta
        descargando, estas descargando, descargando, bajando, se esta bajando, por ciento, velocidad, downloads, my
        downloads, our downloads, mis descargas, las descargas, por descargar, still to come, coming along""",
    "library": """
        library, collection, what can we watch, what can i watch, what is there to watch, whats there to watch, what
        do we have, what have we got, what is there, to watch, on the disk, on the server, unwatched, havent seen, not
        seen, what should we watch, suggest*, recommend*, biblioteca, coleccion, que podemos ver, que puedo ver, que
        hay para ver, que tenemos, para ver, sin ver, no hemos visto, no he visto, recomienda*, sugier*, videoteca""",
    "request": """
        request, requests, requested, asked for, did i ask, did we ask, my wishes, wish, wishes, approved, approve,
        approval, pending, permission, peticion, peticiones, solicitud*, pedido, pedidos, pedi, he pedido, aprobad*,
        aprob*, permiso, pendiente, pendientes""",
    "health": """
        everything ok, everything okay, everything alright, everything all right, everything fine, all good, all
        well, healthy, health, disk space, free space, space left, space is left, room left, how full, disk, disks,
        storage, working ok, is anything broken, broken, problems, todo bien, todo en orden, va bien, funciona todo,
        salud, espacio, disco, discos, cuanto sitio, queda sitio, almacenamiento, algo roto, problemas, everything
        running, all working, everything working, working fine, running ok, running fine, running smoothly, sistema,
        sistemas, systems, funciona bien, funcionan bien, funciona todo bien, como va todo, how are things""",
    "people": """
        invite*, let in, people, who is here, whos here, members, users, add my, new member, household, join, invita*,
        invitar*, invitacion, gente, personas, quien esta, quienes, miembros, usuarios, unirse""",
    "settings": "settings, preferences, options, configure, configuration, ajustes, preferencias, opciones, configura*",
    "who": "who, whos, quien, quienes",
    # ------------------------------------------------------------------------------------- what is not right with it
    "subtitles": """
        subtitle, subtitles, subs, sub, captions, caption, cc, subtitels, subtitulo, subtitulos, letras""",
    "off": """
        sync, out of sync, synced, in sync, late, early, too early, too late, behind, ahead, delayed, delay, lag,
        lagging, timing, off, dont match, doesnt match, seconds, sincroniza*, sincronizad*, desincronizad*, tarde,
        temprano, adelantad*, atrasad*, retrasad*, retraso, adelanto, descuadrad*, desfasad*, a destiempo, segundos,
        antes de tiempo, no cuadran, no coinciden""",
    "sound": """
        sound, audio, no sound, mute, muted, silent, volume, hear, quiet audio, voice, voices, sonido, oye nada, oye
        mal, oimos, oigo, se oye, escucha, se escucha, suena, volumen, mudo, muda, voz, voces, oir""",
    "language": """
        language, dubbed, dub, dubbing, speak, speaks, speaking, spoken, in the original, original version, idioma,
        lengua, doblad*, doblaje, hablan, hablado, habla, hables, hablame, version original, vose""",
    "speech": """
        speak, talk, switch to, change to, change the language, change language, answer in, write in, reply in,
        respond in, language to, in english please, in spanish please, habla, hablame, hables, hablar, cambia a,
        cambia el idioma, cambia al, cambiar a, cambiar el idioma, pasa al, responde en, contesta en, escribe en, en
        ingles por favor, en espanol por favor""",
    "they": """
        they, theyre, its, it, it is, actors, characters, everyone, hablan, ellos, actores,
        personajes, esta, doblad*""",
    "tongue": """
        english, spanish, german, french, italian, portuguese, russian, polish, dutch, japanese, korean, chinese,
        catalan, swedish, turkish, hindi, castilian, danish, norwegian, finnish, arabic, greek, hungarian, czech,
        ingles, espanol, castellano, aleman, frances, italiano, portugues, ruso, polaco, holandes, neerlandes,
        japones, coreano, chino, sueco, turco, arabe, griego, hungaro, checo, gallego, euskera, vasco""",
    "wrong": """
        wrong, incorrect, not the right, isnt the right, not right, other episode, another episode, different episode,
        different show, another show, other show, something else, mixed up, mislabel*, fake, not the episode, isnt the
        episode, not what it says, isnt what it says, equivocad*, incorrect*, mal, erroneo, erronea, otro capitulo,
        otro episodio, otra serie, otra cosa, distinto, distinta, diferente, no es el, no es la, no es este, no es
        esta, falso, no corresponde, no era, que no era, no son, no es lo que""",
    "picture": """
        picture, image, video, quality, blurry, blurred, pixelated, pixels, pixel, grainy, blocky, too dark, so dark,
        very dark, is dark, its dark, all dark, looks dark, black screen, screen is black, green screen, looks awful,
        looks terrible, looks bad, look terrible, looks horrible, washed out, stutters, stuttering, stutter, choppy,
        resolution, low res, distorted, stretched, fuzzy, frozen, freezes, filmed in a cinema, cam, imagen, calidad,
        borros*, pixelad*, pixeles, oscur*, negro, pantalla negra, verde, se ve mal, se ve fatal, se ve horrible, se
        ve muy mal, se ve, no se ve, se para, se corta, se congela, a saltos, resolucion, tirones, estirad*, grabado
        en el cine""",
    "bad": """
        bad, terrible, awful, horrible, poor, crap, crappy, rubbish, garbage, broken, corrupt*, damaged, low, faulty,
        lousy, mal, mala, malo, malisim*, fatal, pesim*, rot*, dañad*, danad*, baja, asco""",
    "another": """
        copia mejor, version mejor, release mejor, another version, another copy, another one, another release,
        different version, different copy, better version, better quality, better copy, other version, a better one,
        take another, otra version, otra copia, otro archivo, mejor calidad, mejor version, mejor copia, una mejor,
        coge otra""",
    # --------------------------------------------------------------------------------------------------- being told
    "notify": """
        notify*, notification, notifications, announce*, announcements, tell me, tell us, telling me, alert, alerts,
        remind, ping, message me, let me know, inform*, keep me posted, notices, news about, updates, avisa*, avises,
        avisar*, aviso, avisos, notifica*, notificar*, notificacion*, alertas, recuerda*, mensajes, informa*,
        informes, cuentame, dime cuando""",
    "silence": """
        mute, silence, shut up about, no notifications, quiet about, unmute, silencia*, silenciar*, sin avisos,
        callate, calla, shut up, hush, be quiet, callaos""",
    "loud": "unmute, unsilence, turn on, enable, reactiva*, activa, activar, quita el silencio, con avisos",
    "quiet": """
        disturb, quiet hours, quiet, do not disturb, no messages between, no messages after, no messages at night, at
        night, messages after, messages at night, messages between, be quiet, bedtime, let me sleep, while we sleep,
        sleeping, molest*, no me escribas, no escribas, por la noche, de noche, horas de silencio, horario de
        silencio, silencio entre, dormir, durmiendo, duermo, descanso""",
    "digest": "digest, once a day, daily summary, summary, all at once, resumen, una vez al dia, resumen diario",
    "zone": """
        time zone, timezone, clock, live in, moved to, we are in, im in, based in, time is wrong, times are wrong,
        hour off, hours off, wrong time, zona horaria, huso, reloj, vivimos en, vivo en, mudado a, estamos en, estoy
        en, hora esta mal, horas estan mal, la hora es""",
    # ------------------------------------------------------------------------------------------------- between people
    "help": """
        what can i ask, que te puedo pedir, que puedo pedirte, que te puedo decir, sirve*, para que sirve,
        what is this for, whats this for, explain, explica*, tutorial, how to, help, help
        me, what can you do, what do you do, how does this work, how do i use, how to use, how do you work,
        instructions, manual, commands, what are you for, who are you, what is this, how does it work, im lost,
        confused, i dont understand, ayuda*, que sabes hacer, que puedes hacer, como funciona*, como te uso, como se
        usa, instrucciones, comandos, que eres, quien eres, que es esto, no entiendo, socorro, que haces tu, estoy
        perdid*, what do i do, what should i do, what now, que hago, que tengo que hacer, y ahora que, como empiezo,
        how do i start, what can i say, que puedo decir""",
    "thanks": """
        thanks, thank you, thankyou, thx, ty, cheers, ta, much appreciated, great job, good job, well done, nice
        one, brilliant, awesome, perfect, great, excellent, lovely, amazing, love it, good bot, youre great, youre
        the best, you rock, wonderful, fantastic, legend, gracias, mil gracias, muchas gracias, genial, perfecto,
        estupendo, fenomenal, buen trabajo, bien hecho, eres un sol, eres el mejor, eres la mejor, te quiero, que
        bien, excelente, fantastico, guay, muy amable, de lujo, crack, obliged, grateful, appreciate*, agradecid*,
        se agradece, te lo agradezco, merci, danke""",
    "hello": """
        hi, hello, hey, hiya, howdy, yo, good morning, good evening, good afternoon, good night, morning, evening,
        bye, goodbye, see you, see ya, how are you, whats up, sup, greetings, hallo, hola, buenas, buenos dias, buenas
        tardes, buenas noches, que tal, adios, hasta luego, hasta manana, chao, como estas, ey, saludos""",
    "yes": """
        yes, yep, yeah, yea, yah, yh, yass, yup, sii, sure, ok, okay, go ahead, do it, please do, of course,
        definitely, absolutely, right,
        correct, fine, y, ye, affirmative, sounds good, confirm, thats right, go for it, alright, all right, indeed,
        yes please, why not, si, vale, claro, por supuesto, adelante, hazlo, de acuerdo, correcto, confirmo, eso es,
        dale, venga, bueno, okey, sip, desde luego, perfecto, asi es, exacto, afirmativo, esta bien, ok then, okey
        dokey, thats fine, be my guest, please yes, si quiero, eso, hecho, perfect""",
    "no": """
        no, nope, nah, naw, wait, no wait, hang on, espera, esperate, no thanks, no thank you, not now, dont,
        do not, never mind, nevermind, leave it, leave it
        alone, forget it, cancel, not that, rather not, no way, stop, negative, n, not really, dont do it, id rather
        not, abort, wait no, absolutely not, no gracias, dejalo, olvidalo, mejor no, ahora no, que no, para nada,
        cancela, cancelar, ni hablar, nada, da igual, de ninguna manera, negativo, no lo hagas, todavia no, en
        absoluto, que va, never, nunca, jamas, wrong, dont bother, no hace falta, skip it, mejor otro dia""",
}

# What people write short on a phone: one word for one word.
SHORT: dict[str, str] = {
    "u": "you", "ur": "your", "r": "are", "wat": "what", "wot": "what", "wats": "whats",
    "wots": "whats", "yeh": "yeah", "anythin": "anything", "nothin": "nothing", "sig": "siguiente",
    "porfis": "porfa", "plis": "please", "wen": "when", "wens": "whens",
    "dat": "that", "da": "the", "dis": "this", "n": "and", "b": "be", "cn": "can", "gd": "good",
    "ep": "episode", "eps": "episodes", "epi": "episode", "epis": "episodes", "subz": "subs", "dl": "download",
    "2nite": "tonight", "2night": "tonight", "tnite": "tonight", "2day": "today", "2moro": "tomorrow",
    "2morrow": "tomorrow", "tmr": "tomorrow", "tmrw": "tomorrow", "tmw": "tomorrow", "wk": "week", "wknd": "weekend",
    "pleez": "please", "thnx": "thanks", "thanx": "thanks", "tnx": "thanks", "tysm": "thanks", "cuz": "because",
    "q": "que", "k": "que", "ke": "que", "qe": "que", "xq": "porque", "pq": "porque", "porq": "porque", "xk": "porque",
    "pa": "para", "x": "por", "xfa": "porfa", "xfavor": "porfavor", "d": "de", "tb": "tambien", "tmb": "tambien",
    "kiero": "quiero", "kieres": "quieres", "kuando": "cuando", "cdo": "cuando", "dnd": "donde", "toy": "estoy",
    "ta": "esta", "capi": "capitulo", "capis": "capitulos", "cap": "capitulo", "caps": "capitulos", "temp": "temporada",
    "grax": "gracias", "grs": "gracias", "salu2": "saludos", "nop": "no", "nel": "no", "sep": "si",
    "oki": "ok", "okis": "ok", "dew": "adios", "peli": "pelicula", "pelis": "peliculas",
}  # fmt: skip

# Words around what is meant: they say nothing and are no part of a title at its edges.
FILLERS = """
    nomas, pinta, rato, ratito, while, over, during, throughout, durante, send, sending, told, tells, mentioned,
    recommended,
    heard about, work, talking,
    manda*, hablando, empezar, puesto, hablo, conto, contado, thing, things, stuff, cosa, cosas, estoy, estamos,
    season, seasons, temporada, temporadas, mate, buddy, man,
    dude, pal, bro, guys, folks, team, all, much, lot, lots, bit, majo, maja, tio, tia, guapo, guapa, robot,
    colega, mucho, mucha, muchas, muchos, poco, vez, muestra*, ensena*, cuenta*, dinos, momento, moment, minute,
    minuto, resto, rest, completely, totally, there, quite, simply, nobody, nadie, dear, honey, sirs, sir, madam,
    reina, cielo, carino, jefe, boss, chance, sido, habra, habria, going, gonna, gotta, today, bueno, buena, good,
    nice, great, quick, quickly, rapido, possible, posible, tener, tiene, tienen, tienes, tenemos, seen, visto,
    vista, please, pls, plz, plis, thanks, thank you, kindly, hey, hi, hello, bot, airdate, um, uh, er, so, well,
    and, also, then, maybe, perhaps, can, could, would, will, may, might, should, shall, do, does, did, is, are,
    was, were, be, been, being, has, have, had, it, its, that, thats, this, these, those, them, they, i, im, ive,
    id, ill, we, weve, wed, you, your, youre, me, us, my, our, mine, he, she, his, her, whats, what, which, who,
    how, theres, here, for, to, of, from, on, in, at, by, with, about, as, up, off, out, now, just, really, very,
    a, an, the, some, any, episode, episodes, one, ones, show, series, called, named, tv, if, but, or, because,
    since, when, until, again, kids, kid, children, wife, husband, mum, mom, dad, mother, father, son, daughter,
    grandma, grandpa, granny, girlfriend, boyfriend, partner, everyone, everybody, family, brother, sister,
    friend, friends, guests, somebody, someone, other, else, too, already, yet, go, goes, know, think, guess,
    happen*, want, wants, like, see, watch, let, lets, say, says, said, check, whether, tell, show me, ok, okay,
    yes, no, actually, list, server, library, disk, got, get, getting, take, put, make, still, later, ever, look,
    looks, seem, seems, sorry, excuse, love, more, anymore, any more, right, away, por favor, porfa, porfavor,
    favor, gracias, oye, hola, pues, y, e, o, entonces, tambien, quiza, quizas, ya, ahora, mismo, muy, mas,
    puedes, puede, podrias, podria, podeis, puedo, podemos, pueden, nos, te, se, le, les, lo, la, los, las, el,
    un, una, unos, unas, mi, mis, tu, tus, su, sus, nuestra, nuestro, yo, nosotros, ella, que, cual, cuales, como,
    esta, este, esto, estos, estas, ese, esa, eso, es, estan, ha, han, hemos, hay, de, del, al, en, por, para,
    con, sobre, desde, hasta, si, pero, porque, cuando, capitulo, capitulos, episodio, episodios, serie, llamada,
    llama, llamado, titulada, ninos, ninas, nino, nina, mujer, marido, madre, padre, mama, papa, hijo, hija,
    hijos, hijas, abuela, abuelo, novia, novio, pareja, todos, familia, hermano, hermana, amigo, amiga, alguien,
    otro, otra, va, vas, van, vamos, sabes, sabe, creo, ser, ver, quiere, quieren, quiero, queremos, decir, dime,
    mira, mirar, lista, servidor, biblioteca, disco, algo, tal, aqui, alli, ahi, perdon, disculpa, luego, echar,
    echan, tele, hacer, haz, hace, pon, gustaria, encantaria, toda, todo, sigue, siguen, the show, la serie
"""  # fmt: skip


def _phrases(text: str) -> Iterator[str]:
    for phrase in text.replace("\n", " ").split(","):
        said = " ".join(phrase.split())
        if said:
            yield said


def _pattern(text: str) -> re.Pattern[str]:
    said = sorted(set(_phrases(text)), key=len, reverse=True)
    written = [re.escape(phrase).replace(r"\ ", " ").replace(r"\*", r"[^ ]*") for phrase in said]
    return re.compile(f"(?<![^ ])(?:{'|'.join(written)})(?![^ ])")


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """What to look for in the plain words, by concept."""
    return {name: _pattern(text) for name, text in CONCEPTS.items()}


@cache
def verbs() -> frozenset[str]:
    """Single words for what is to be done."""
    said = ",".join(
        CONCEPTS[name] for name in ("follow", "get", "unfollow", "delete", "skip", "pause", "resume", "stop")
    )
    return frozenset(phrase for phrase in _phrases(said) if phrase.isalpha())


@cache
def fillers() -> re.Pattern[str]:
    return _pattern(FILLERS)


@cache
def known_words() -> frozenset[str]:
    """Every word of the vocabulary: for what is misspelt, and for titles that are everyday words."""
    everything = ",".join([*CONCEPTS.values(), FILLERS])
    return frozenset(word.rstrip("*") for phrase in _phrases(everything) for word in phrase.split())
