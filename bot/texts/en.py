"""Every sentence, in English; what stands on buttons is in `en_buttons.py`.

Sentences are Telegram HTML with `{names}` to be filled in (`bot.chat.markup.fill` escapes what goes in). A pair is
for one and for several. Another language is a class that says all of it again; see `es.py` and `es_buttons.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts.en_buttons import Buttons
from bot.texts.shapes import Plural


class Texts(Buttons):
    language_name = "English"

    # ------------------------------------------------------------------------------------------------ coming in
    hello_owner = (
        "👋 Welcome, {name}. You run this Airdate now.\n\n"
        "Send me the name of a show, and new episodes arrive by themselves. /help says what else I can do."
    )
    hello = (
        "👋 Hello, {name}. Send me the name of a show to follow it; I tell you when an episode can be watched.\n\n"
        "/help says what else I can do."
    )
    welcome = "🎉 You are in, {name}. Send me the name of a show to follow it. /help says what else I can do."
    welcome_guest = (
        "🎉 You are in, {name}. Send me the name of a show you would like; I ask the owner for each. "
        "/help says what else I can do."
    )
    no_owner_yet = (
        "This bot has no owner yet. If it is yours, send <code>/start CODE</code> with the code "
        "that Airdate showed when it started."
    )
    wrong_code = "That code is not valid (any more)."
    private_bot = "This is a private bot. /start asks its owner to let you in."
    access_requested = (
        "This is a private bot. I have asked its owner to let you in, and tell you as soon as there is an answer."
    )
    still_asking = "The owner has not answered yet. I tell you as soon as there is an answer."
    too_many_asking = "This is a private bot. Ask its owner for an invitation."
    declined = "The owner does not want to let you in. Sorry!"
    hello_group = (
        "👋 Hello. Whoever is in the household can ask me here: /status, /upcoming, /library. "
        "What is yours alone we talk about in private."
    )
    access_asked = "🚪 <b>{name}</b> asks to be let in."
    access_asked_username = "🚪 <b>{name}</b> (@{username}) asks to be let in."
    let_in = "✅ {name} is in."
    let_in_guest = "✅ {name} is in as a guest: you are asked about each show."
    turned_away = "🚫 {name} was turned away."
    already_answered = "That has been answered already."
    invite_used = "🔑 <b>{name}</b> came in by your invitation."

    # ------------------------------------------------------------------------------------------------ refusals
    not_for_you = "This button is not for you, or it is outdated. Send me the command again."
    outdated = "This button is outdated. Send me the command again."
    owner_only = "Only the owner can do that."
    in_private_only = "Let us talk about that in private: write to me directly."
    forwarded = "I do not act on forwarded messages. Write it to me yourself."
    unknown_command = "I do not know that command. /help says what I can do."
    went_wrong = "Something went wrong on my side; it is in the log. Please try again."
    unreachable = "{system} cannot be reached at the moment: {text}. Please try again in a few minutes."
    unauthorized = "{system} turns me away: {text}. The owner has to mend its settings."
    bad_response = "{system} answered with something that I cannot read. Please try again later."
    not_found = "{text}"

    did_you_mean = "I do not know that command. Did you mean /{command}?"
    not_understood = "I am not sure what you mean. Is it one of these?"
    which_show_what = "Which show do you mean? Say it with its name, or choose it here."
    nothing_asked = "I have not asked you anything just now."
    which_question = "Several questions are open. Use the buttons of the one you mean, or reply to it."
    you_are_welcome = "🙂 You are welcome."
    you_were_removed = "The owner has taken you out of this household. What you followed is not looked for any more."
    only_these_languages = "I speak English and Spanish."

    # ------------------------------------------------------------------------------------------------ help
    help_head = "<b>Airdate</b>\nSend me the name of a show, or paste its page at IMDb, TVDB, TVmaze, TMDB or Trakt.\n"
    help_foot = "\nWhat I know of shows comes from TVmaze.com (CC BY-SA) or TheTVDB.com, as the owner has set it up."
    help_line = "/{command} – {what}"
    commands: Mapping[str, str] = {
        "start": "say hello",
        "help": "what I can do",
        "requests": "what was asked for, and the answers",
        "delete": "delete an episode, a season or a show: /delete Name S01E02 (owner)",
        "subscribe": "follow a show: /subscribe Name",
        "unsubscribe": "stop following a show",
        "shows": "what you follow",
        "status": "what is on its way",
        "upcoming": "the next 14 days",
        "history": "what has arrived",
        "episode": "everything about one episode: /episode Name S01E02",
        "why": "why an episode has not arrived: /why Name S01E02",
        "library": "what can be watched",
        "settings": "time zone, language, quiet hours",
        "dashboard": "the pages in the browser: a link that signs you in",
        "token": "a token for programs that act for you",
        "people": "who is here (owner)",
        "invite": "a link that lets somebody in (owner)",
        "health": "how everything stands (owner)",
        "pause": "hold everything (owner)",
        "resume": "go on (owner)",
    }

    # ------------------------------------------------------------------------------------------------ subscribing
    subscribe_what = "Which show? Send me its name, for example <code>/subscribe The Tin Orchard</code>."
    nothing_found = "I found no show called “{text}”. Try another spelling."
    no_such_show_there = "That page is about a show that no catalogue of mine knows."
    card_place = "{place} of {count}"
    card_following = "✓ You follow it."
    card_others: Plural = ("{count} person here follows it.", "{count} people here follow it.")
    status_words: Mapping[str, str] = {
        "Running": "Running",
        "Continuing": "Running",
        "Ended": "Ended",
        "To Be Determined": "Its future is open",
        "In Development": "In development",
        "Upcoming": "To come",
    }
    next_airs = "Next: {code}, {when}"
    from_where = "<b>{show}</b>\nFrom where on do you want it?"
    seasons_known = "{seasons}; {aired}."
    aired_count: Plural = ("{count} episode has aired", "{count} episodes have aired")
    seasons_count: Plural = ("{count} season", "{count} seasons")
    you_follow = "✅ You follow <b>{show}</b> {start}."
    start_next = "from the next episode on"
    start_this_season = "from this season on"
    start_season = "from season {season} on"
    start_first = "from the beginning"
    start_until = "up to {code}; then I ask whether to go on"
    start_go_on = "to the end"
    now_on_the_way: Plural = ("{count} episode is on its way.", "{count} episodes are on their way.")
    nothing_yet = "Nothing is due at the moment; I tell you when an episode can be watched."
    others_too = "Others here follow it too: what they have, you have."
    already_there: Plural = (
        "{count} episode is in the library already.",
        "{count} episodes are in the library already.",
    )
    too_many_shows = "You follow {count} shows; that is as many as the owner allows. Stop following one first: /shows"
    too_much_this_week = "You have had {had} this week of the {most} that the owner allows."
    player_user_gone = (
        "{player} no longer has the user {user}, whom {name} chose. Choose again under /settings: "
        "until then nothing that {name} follows is deleted after watching."
    )
    week_is_full = "⏳ You have had {had} this week of your {most}: what only you follow waits until it is less."
    request_sent = "🙋 I have asked the owner about <b>{show}</b> and tell you the answer."
    request_asked = "🙋 <b>{name}</b> would like to follow <b>{show}</b> {start}."
    request_granted = "✅ The owner says yes: you follow <b>{show}</b> now."
    request_declined = "The owner says no to <b>{show}</b>. Sorry!"
    request_done_yes = "✅ {name} follows <b>{show}</b> now."
    request_done_no = "🚫 {name} does not get <b>{show}</b>."
    options = "⚙️ <b>{show}</b>\nTap what is to be different, then “{done}”."
    option_quality = "Quality: {profile}"
    option_languages = "Subtitles: {languages}"
    option_household = "as the household has it"
    option_news_on = "Announce: yes"
    option_news_off = "Announce: no"
    pick_season = "From which season on?"
    pick_languages = "Which subtitles?"

    requests_head = "<b>Requests</b>"
    request_line = "{number}. <b>{name}</b>: <b>{show}</b> · {when}"
    request_open = "⏳ <b>{show}</b> · asked {when}; the owner has not answered yet."
    no_requests = "No request is open."
    no_requests_yours = "You have asked for nothing. Send me the name of a show."

    # ------------------------------------------------------------------------------------------------ my shows
    no_shows = "You do not follow any show yet. Send me the name of one."
    your_shows = "<b>You follow</b>"
    show_line = "<b>{show}</b> · {start}"
    show_line_muted = "<b>{show}</b> · {start} · 🔕"
    show_details = "<b>{show}</b>\n{status}\nYou follow it {start}."
    show_counts = "In the library: {there} of {aired} aired episodes."
    muted = "🔕 Nothing is announced any more."
    unmuted = "🔔 New episodes are announced again."
    unsubscribe_which = "Which show do you want to stop following?"
    unsubscribe_sure = "Stop following <b>{show}</b>? What is in the library stays there."
    unsubscribed = "You do not follow <b>{show}</b> any more. What is in the library stays there."
    page = "Page {page} of {pages}"

    # ------------------------------------------------------------------------------------------------ knowing
    all_quiet = "Nothing is on its way. 💤"
    on_its_way = "<b>On its way</b>"
    episode_line = "<b>{show}</b> {code}"
    step_bar = "{what} <code>{bar}</code> {percent} %"
    left = "{time} left"
    stuck_line = "✋ {reason}"
    waits_line = "⏳ {reason}"
    steps: Mapping[str, str] = {
        "check": "🔎 checking",
        "fetch": "🔎 looking for a release",
        "download": "⬇️ downloading",
        "transcode": "🎞 making it playable",
        "subtitles": "💬 getting subtitles",
        "file": "📁 filing",
        "refresh": "📺 showing it to the player",
        "notify": "✉️ telling you",
        "rename": "🏷 renaming files",
        "delete": "🗑 into the recycle folder",
        "restore": "↩️ back from the recycle folder",
        "tell_owner": "✉️ telling you",
        "tell_player": "📺 telling the player",
        "missing_subtitles": "💬 looking for missing subtitles",
        "other_subtitles": "💬 looking for other subtitles",
        "search_for_better": "🔎 looking for a better copy",
    }
    step_other = "⚙️ {step}"
    in_background = "🌙 In the background: {what}"
    paused_line = "⏸ Everything is on hold. /resume goes on."
    paused_line_member = "⏸ Everything is on hold; the owner can resume it."
    upcoming_line = "{time}  <b>{show}</b> {code}{title}"
    overdue_head = "<b>Overdue</b>"
    overdue_news = "⚠️ <b>{show}</b> {code} aired {when} and has not arrived yet: {reason}"
    overdue_line = "⚠️ <b>{show}</b> {code} aired {when} and has not arrived: {reason}"
    nothing_in_span: Mapping[str, str] = {
        "": "Nothing that you follow airs within {days} days.",
        "tonight": "Nothing that you follow airs tonight.",
        "tomorrow": "Nothing that you follow airs tomorrow.",
        "weekend": "Nothing that you follow airs at the weekend.",
        "week": "Nothing that you follow airs this week.",
    }
    span_heads: Mapping[str, str] = {
        "": "<b>The next {days} days</b>",
        "tonight": "<b>Tonight</b>",
        "tomorrow": "<b>Tomorrow</b>",
        "weekend": "<b>At the weekend</b>",
        "week": "<b>This week</b>",
    }
    no_next = "No further episode is announced ({status})."
    only_sure = "Follow only season {season} of <b>{show}</b>?"
    no_such_season = "There is no season {season} that I know of."
    skip_sure = "Skip <b>{show}</b> {code}? It is not looked for any more."
    no_history = "Nothing has arrived yet."
    history_head = "<b>What has arrived</b>"
    history_line = "{when}  <b>{show}</b> {code}{title} · {size}{again}"
    history_again = " · in place of an earlier copy"
    history_deleted = "🗑 deleted {when}"
    episode_what = "Which episode? For example <code>/episode The Tin Orchard S02E01</code>."
    why_what = "Which episode? For example <code>/why The Tin Orchard S02E01</code>."
    no_such_episode = "{show} has no episode {code} that I know of."
    episode_head = "<b>{show}</b> {code}{title}"
    episode_airs = "Airs {when}"
    episode_aired = "Aired {when}"
    episode_unannounced = "Not announced yet"
    episode_in_library = "In the library since {when}: {size}, {length}{subtitles}"
    episode_release = "From: <code>{release}</code>"
    episode_deleted = "🗑 Deleted {when}"
    episode_no_job = "It is not on its way."
    episode_job = "On its way since {when} ({why})"
    episode_went = "It set out {when} ({why})"
    run_states: Mapping[str, str] = {
        "waiting": "▫️",
        "due": "⏳",
        "running": "▶️",
        "done": "✅",
        "stuck": "✋",
        "cancelled": "🚫",
    }
    attempts_head = "<b>{show}</b> {code} · {step}"
    on_host = "on {host}"
    attempt_line = "<b>{number}.</b> {when} · {outcome}{reason}"
    outcomes: Mapping[str, str] = {
        "running": "running",
        "done": "done",
        "later": "not yet",
        "retry": "failed",
        "stuck": "needs you",
        "reject": "release rejected",
        "redo": "an earlier step again",
        "lost": "cut off",
    }
    no_attempts = "It has not begun."
    again_from_here = "🔁 Going again from “{step}”."

    # ------------------------------------------------------------------------------------------------ go watch
    go_watch = "🍿 <b>Go watch!</b>\n<b>{show}</b> {code}{title}"
    go_watch_several = "🍿 <b>Go watch: {count} new episodes</b>"
    go_watch_line = "<b>{show}</b> {code}{title}"
    title_part = " · {title}"
    facts = "{length} · {size}"
    subtitles_there = "💬 {languages}"
    subtitles_missing = "💬 Not to be had yet: {languages}"
    show_gone = (
        "⚠️ <b>{show}</b> is not in the catalogue any more: it was deleted there, or made one with another show. "
        "No new episode comes of it. /subscribe and its title finds what became of it."
    )
    late_subtitles = "💬 <b>{show}</b> {code} has subtitles now: {languages}"
    open_at = "Open: <code>{url}</code>"
    lies_at = "It lies in the library as <code>{path}</code>"
    go_on_question = "That was the last episode you asked for. Shall I go on?"
    enough_then = "That was it, then."
    going_on = "▶️ You follow <b>{show}</b> to the end."
    needs_you = "✋ <b>{show}</b> {code} needs you\nAt “{step}”: {reason}"
    rename_asked: Plural = (
        "🏷 A file would be called otherwise now. Shall I rename it?",
        "🏷 {count} files would be called otherwise now. Shall I rename them?",
    )
    rename_page = "{first} to {last} of {count}"
    renaming = "🏷 I am renaming them, and tell you when it is done."
    renamed = "🏷 Renamed: {count}, with all that lies beside them."
    rename_left = "🏷 They keep their names."
    trouble = "⚠️ <b>{system}</b> needs you: {text}"
    complaint_head = "What is not right with it?"
    complaint_which = "Which episode is not right?"
    complaint_taken: Mapping[str, str] = {
        "wrong": "🔁 Wrong episode: it is out of the library, and I am looking for another.",
        "picture": "🔁 Bad picture: I am looking for another. This one stays until it is there.",
        "another": "🔁 I am looking for another. This one stays until it is there.",
        "shifted": "💬 The subtitles come {seconds} s {direction} now.",
    }
    language_names: Mapping[str, str] = {
        "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
        "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
        "fi": "Finnish", "fr": "French", "gl": "Galician", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian",
        "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian",
        "lv": "Latvian", "nb": "Norwegian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
        "pt-BR": "Brazilian Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
        "sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
        "zh": "Chinese",
    }  # fmt: skip
    earlier = "earlier"
    later = "later"
    complaint_done = "✅ Done: {release} is there now."
    other_subtitles_which = "Which subtitles are not right?"
    other_subtitles_looking = "🔁 I am looking for other {language} subtitles. The ones you have stay until then."
    other_subtitles_found = "✅ Other {language} subtitles are there now, from {provider}."
    other_subtitles_none = "💬 No other {language} subtitles were found; the ones you have stay."
    other_subtitles_unreachable = (
        "💬 No site could be asked for {language} subtitles; the ones you have stay. Try again later."
    )
    complaint_stuck = "✋ It did not work yet: {reason}"
    shift_question = "By how much? Press until it fits."

    complaint_remedies = "<b>{show}</b> {code}\nWhat shall I do about it?"
    complaint_about_what = "Which episode do you mean? Reply to its message, or say its name."

    # ------------------------------------------------------------------------------------------------ watched
    watched_ask: Plural = (
        "👁 Everyone has watched {codes} of <b>{show}</b>. {size}. Delete it?",
        "👁 Everyone has watched {codes} of <b>{show}</b>. {size}. Delete them?",
    )
    watched_going: Plural = (
        "🗑 {codes} of <b>{show}</b> is on its way to the recycle folder.",
        "🗑 {codes} of <b>{show}</b> are on their way to the recycle folder.",
    )
    watched_gone: Plural = (
        "🗑 Everyone has watched {codes} of <b>{show}</b>, so it is deleted. {size}.",
        "🗑 Everyone has watched {codes} of <b>{show}</b>, so they are deleted. {size}.",
    )
    delete_what = "What? For example <code>/delete The Tin Orchard S01</code>."
    delete_sure = (
        "🗑 Delete {codes} of <b>{show}</b> with its files ({size})? The recycle folder keeps them for a while."
    )
    given_which = "📥 <b>{name}</b>\nWhich episode is this?"
    given_looked_for = "Its name says none that I know. These are being looked for:"
    given_or_say = "Or say its show and number: <i>Tin Orchard S01E02</i>."
    given_sure = "📥 Take <b>{name}</b> for {episode}?"
    given_not = "👍 It was not taken."
    delete_nothing = "Nothing of <b>{name}</b> is in the library."
    delete_going = "🗑 On the way to the recycle folder. I tell you when it is done, with a button that undoes it."
    delete_not = "👍 Nothing was deleted."
    nothing_to_undo = "Nothing was deleted that could come back."
    deleted_gone: Plural = (
        "🗑 {codes} of <b>{show}</b> is deleted. {size}.",
        "🗑 {codes} of <b>{show}</b> are deleted. {size}.",
    )
    keep_sure = "Keep only the newest {count} episodes of <b>{show}</b> from now on?"
    keep_goes = "Now these go to the recycle folder: {codes}"
    keep_now = "Of <b>{show}</b> the newest {count} episodes are kept."
    keep_all = "Of <b>{show}</b> all episodes are kept."
    keep_how = "Say for example “keep the last 5 of …”."
    watched_until = "The recycle folder keeps that until {when}."
    watched_returning: Plural = (
        "↩️ {codes} of <b>{show}</b> is on its way back.",
        "↩️ {codes} of <b>{show}</b> are on their way back.",
    )
    watched_back: Plural = (
        "↩️ {codes} of <b>{show}</b> is back in the library, and stays.",
        "↩️ {codes} of <b>{show}</b> are back in the library, and stay.",
    )
    watched_kept: Plural = (
        "👍 {codes} of <b>{show}</b> stays. I do not ask about it again.",
        "👍 {codes} of <b>{show}</b> stay. I do not ask about them again.",
    )
    watched_not_there = "They are not in the library any more, or on their way again: nothing was deleted."
    watched_head = "<b>When everyone who follows an episode has watched it</b>\nNow: {policy}"
    watched_keep = "it stays"
    watched_ask_me = "I ask you"
    watched_delete: Plural = ("it is deleted after {count} day", "it is deleted after {count} days")
    watched_unknown = (
        "⚠️ What these people follow stays, because they have not said in /settings who they are on the media server: "
        "{names}"
    )
    no_player_watched = "⚠️ No media server is set up, so I cannot know what was watched."

    # ------------------------------------------------------------------------------------------------ library
    library_empty = "The library is empty."
    library_head = "<b>Library</b>"
    library_found = "<b>Library</b>: “{text}”"
    library_nothing = "There is nothing called “{text}” in the library."
    library_show: Plural = (
        "<b>{show}</b>\n{count} episode in the library",
        "<b>{show}</b>\n{count} episodes in the library",
    )
    library_season = "<b>{show}</b>\n{season}"
    season_name = "Season {season}"
    specials = "Specials"
    library_new = "<b>New in the library</b>"
    library_unwatched = "<b>Unwatched by {name}</b>"
    nothing_unwatched = "You have watched everything that is new."
    watched_mark = "👁 watched"
    not_watched_mark = "not watched yet"
    marked_watched = "👁 Marked as watched."
    marked_unwatched = "Marked as not watched."
    no_player = "No media server is set up, so I cannot play anything."
    not_shown_yet = "{player} does not show it yet."
    no_sessions = "No screen is on at the moment."
    play_where = "Play it where?"
    playing = "▶️ Playing on {screen}."
    link_player_user = "Who are you on {player}?"

    # ------------------------------------------------------------------------------------------------ settings
    settings = (
        "<b>Settings</b>\nTime zone: {zone} (it is {now})\nLanguage: {language}\nQuiet hours: {quiet}\n"
        "Announcements: {digest}{player}{watched}"
    )
    settings_player = "\nOn the media server: {name}"
    screens_head = (
        "<b>Screens</b>\nEvery episode is made playable on all that are ticked: {screens}.\nWhat is in the library "
        "already stays as it is; <code>./airdate convert</code> converts it."
    )
    settings_watched = "\nWhat everyone has watched: {policy}"
    settings_nobody = "not chosen yet"
    quiet_none = "none"
    quiet_from_to = "{start} to {end}"
    digest_none = "at once"
    digest_daily = "once a day, at {time}"
    zone_how = "Send <code>/settings zone Madrid</code> with your city, or share your location with me."
    zone_unknown = (
        "“{zone}” is not a place that I know. Send a large city near you, like <code>/settings zone Madrid</code>."
    )
    quiet_how = (
        "Send <code>/settings quiet 22:30 7:00</code> with the times between which I keep still, or "
        "<code>/settings quiet off</code>."
    )
    digest_how = (
        "Send <code>/settings digest 18:00</code> to have episodes announced once a day, or "
        "<code>/settings digest off</code> for at once."
    )
    which_zone = "Which clock is yours?"
    time_unknown = "“{time}” is not a time of day. They look like <code>22:30</code>."
    settings_saved = "✅ Saved."
    for_programs = (
        "🔑 For your programs: <code>{token}</code>\n\nThey may what you may, at {address}. "
        "Pass it on to nobody; revoke it at {page}."
    )
    dashboard_link = (
        "🖥 Open this in your browser: {link}\n\nIt signs you in, once, within {minutes} minutes. Pass it on to nobody: "
        "whoever opens it is you."
    )

    # ------------------------------------------------------------------------------------------------ the owner's
    people_head = "<b>People</b>"
    person_line = "{mark} <b>{name}</b> · {role} · {shows}"
    roles: Mapping[str, str] = {
        "owner": "owner",
        "member": "member",
        "guest": "guest",
        "asking": "asking to be let in",
        "banned": "turned away",
    }
    role_marks: Mapping[str, str] = {"owner": "👑", "member": "👤", "guest": "🙋", "asking": "🚪", "banned": "🚫"}
    shows_count: Plural = ("{count} show", "{count} shows")
    person_details = "{mark} <b>{name}</b>\n{role} · {shows}\nThis week: {had}\nLimits: {limits}"
    no_limits = "none"
    limit_bytes = "{size} a week"
    remove_sure = "Remove <b>{name}</b>? What only they follow is not looked for any more."
    removed = "{name} is gone."
    invite_made = "🔑 Whoever opens this link comes in as a {role}. It works {uses} and until {when}:\n{link}"
    invite_uses: Plural = ("once", "{count} times")
    invite_choose = "What shall the link allow?"
    invites_cancelled = "All links that were still open are void."
    health_head = "<b>Health</b>"
    health_well = "✅ {system}"
    health_ill = "⚠️ {system}: {text} (since {when})"
    health_unknown = "Nothing has been asked yet."
    health_disk = "💾 {folder}: {free} free of {size}"
    health_promised = "{size} of them promised to what is on its way"
    tried_again: Plural = (
        "🔁 {count} step that waits for {system} tries again now.",
        "🔁 {count} steps that wait for {system} try again now.",
    )
    nothing_to_try = "Nothing waits for it: it is asked again by itself."
    health_disk_gone = "💾 {folder}: cannot be read"
    health_chores = "🧹 Chores: all {count} went well"
    health_chore_ill = "⚠️ {chore}: {reason} ({times})"
    chore_times: Plural = ("{count} time in a row, last {when}", "{count} times in a row, last {when}")
    health_process = "🖥 {host}: {lanes}"
    health_bot = "the bot"
    health_lacks = "⚠️ {host} takes no {lane} steps: {why}"
    health_nobody = "⚠️ Nobody works on {lane} steps at the moment: what is due waits."
    health_queue = "📋 Jobs under way: {active} · need you: {stuck} · messages waiting: {messages}"
    paused = "⏸ {done} /resume goes on."
    resumed = "▶️ {done}"
    done_toast = "Done."

    # ------------------------------------------------------------------------------------------------ inline
    inline_message = "📺 <b>{show}</b>\n{facts}\n\n{plot}"
