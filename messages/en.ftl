# What the pipeline has to say. See messages/__init__.py for how values are shown.
today = today, { $time }
tomorrow = tomorrow, { $time }
yesterday = yesterday, { $time }
text = { $text }
outside = { $system }: { $why }

## What a person can do about a step
remedy-again = Try again
remedy-cancel = Give up on it
remedy-next = Take another release
trying-again = Trying { step-name } again.
marked-as-done = marked as done by a person
step-marked-as-done = { step-name }: marked as done, the rest goes on without it.
episode-marked-as-done = { $code }: what was left is marked as done.
step-is-needed = { step-name } cannot be marked as done: it has not begun, or what comes after needs it.
given-up-now = Given up. It stays out of the library.
looking-for-another = Looking for another release.
taking = Taking { $release }.
looking-now = Looking now.
no-such-remedy = There is no remedy called { $name }.
comes-after = { step-name } comes after { $others }, which is not done yet.
newer-attempt = It is on its way again already, in a newer attempt.
on-its-way-again = It is on its way again already.
not-on-its-way = That is not on its way any more.
release-not-known = That release is not known any more.
release-on-its-way = That release is on its way already.
found-already = It has been found already and is on its way.
another-worker = Another worker was quicker and runs { $step } now.
person-asked-for-another = a person asked for another

## How any step ends
tried = { $why } (tried { $count } times)
too-long = { $why }; it has been so for too long
mend-settings = { $why }. Mend the settings of { $system }, then try again.
internal-error = An error inside Airdate or a plugin ({ $error }); the log tells more
no-such-step = There is no step { $step } here
worker-stopped = { $worker } stopped in the middle
its-worker-stopped = its worker was stopped
newer-version-works = Airdate { $theirs } works on this household on { $hosts }, and this is { $mine }. Bring this one up to date first; nothing was changed.
older-version-works = Airdate { $theirs } still works on { $hosts } and does not end, and this is { $mine }. Stop it there, then start again; nothing was changed.
other-version-works = Airdate { $theirs } works on this household on { $hosts }, and this is { $mine }. Both must be of one version; nothing was changed.
library-not-here = the folder { $folder } is not the household’s library: its disk is not mounted, or it is another folder. Where it has another name than on the other hosts, say so under [paths]
no-work-folder = nothing can be converted in { $folder }: { $why }
queue-without-password = it asks nobody for a password: whoever reaches it can read and empty the queue. Set one (requirepass) and say it in the address: redis://:PASSWORD@HOST:6379
given-up = given up

## What the dashboard says of what was done
not-asked-any-more = That is not asked any more: somebody was quicker.
episode-on-its-way = { $code } is on its way.
episode-on-its-way-already = { $code } is on its way already.
on-hold = Everything is on hold: nothing new is begun.
going-on = Going on.
on-hold-already = It was on hold already.
was-not-on-hold = It was not on hold.
no-such-button = There is no such button.
no-such-number = That is not a number of anything here.
no-dashboard = There is no dashboard to open: it is switched off, or has not been up yet.
link-used-up = This link does not work any more. Say /dashboard to the bot for a new one.
owner-only = Only the owner can do that.
no-such-job = There is no such job, or not any more.
dashboard-cannot-listen = The dashboard cannot listen on { $host }, port { $port }: { $why }. Choose another `port` under [dashboard] in airdate.toml, or switch it off with `enabled = false`.
no-bot-token = The bot has no token yet. Talk to @BotFather on Telegram (/newbot). ./airdate init asks for the token and all else; or put it into airdate.toml as `token` under [telegram], or into AIRDATE_TELEGRAM__TOKEN.
bot-token-refused = Telegram does not accept the bot's token. Ask @BotFather for it (/mybots) and put it into airdate.toml as `token` under [telegram], or into AIRDATE_TELEGRAM__TOKEN.
dashboard-needs-password = The dashboard would listen on { $host } without a password. Set `password` under [dashboard] in airdate.toml (or AIRDATE_DASHBOARD__PASSWORD), or leave `host` at 127.0.0.1.

## A reason inside others
count-and-what = { $count } { $what }
what-and-why = { $what }. { $why }.
two-lines =
    { $first }
    { $rest }

## What of many releases a rule refused, after their number
rule-unreadable = cannot be told from { $count ->
        [one] its name
       *[other] their names
    }
rule-wrong-show = { $count ->
        [one] is of another show
       *[other] are of another show
    }
rule-wrong-episode = { $count ->
        [one] is another episode
       *[other] are other episodes
    }
rule-blocked = { $count ->
       *[other] turned out wrong before
    }
rule-sample = { $count ->
        [one] is a sample or extra
       *[other] are samples or extras
    }
rule-not-a-video = { $count ->
        [one] is a program or archive
       *[other] are programs or archives
    }
rule-locked = { $count ->
        [one] is locked or packed
       *[other] are locked or packed
    }
rule-before-air-date = { $count ->
       *[other] appeared before it aired
    }
rule-resolution = { $count ->
        [one] has the wrong resolution
       *[other] have the wrong resolution
    }
rule-source = { $count ->
        [one] comes from the wrong source
       *[other] come from the wrong source
    }
rule-picture = { $count ->
        [one] has a picture you do not want
       *[other] have a picture you do not want
    }
rule-language = { $count ->
        [one] speaks another language
       *[other] speak another language
    }
rule-words = { $count ->
        [one] bears words or groups you refuse
       *[other] bear words or groups you refuse
    }
rule-size = { $count ->
        [one] has the wrong size
       *[other] have the wrong size
    }
rule-no-seeders = { $count ->
        [one] is shared by nobody
       *[other] are shared by nobody
    }
rule-not-better = { $count ->
        [one] is no better than what you have
       *[other] are no better than what you have
    }
rule-too-early = { $count ->
        [one] is not the best kind yet
       *[other] are not the best kind yet
    }
rule-no-space = { $count ->
        [one] does not fit on the disk
       *[other] do not fit on the disk
    }
rule-of-old = { $count ->
        [one] is refused
       *[other] are refused
    }

## check
no-air-time-any-more = The catalogue has no air time for it any more
airs-at = It airs { $at }
nobody-follows = Nobody follows { $show } { $code } any more.

## fetch
chosen-by-hand = chosen by hand among { $count } found
given-by-hand = given by hand
best-of-suitable = best of { $suitable } suitable among { $count } found
no-release-yet = No release found yet
none-suitable = { $count } found, none suitable: { $told }
no-room-for = Waiting for disk space: { $release }: { $why }
looks-again = { $why }; next look { $at }

## Space on a disk
waiting-for-space-in = Waiting for disk space in { $folder }: { $what } needs { SIZE($needed) }, { SIZE($free) } are free
waiting-for-space-promised = Waiting for disk space in { $folder }: { $what } needs { SIZE($needed) }, { SIZE($free) } are free, { SIZE($promised) } of them promised to what is on its way
disk-nearly-full = the disk is nearly full, { SIZE($free) } of { SIZE($size) } are free
the-episode = the episode
the-converted-file = the converted file

## Why a finished download is still shared
not-whole = it is not whole
seed-on = ratio { $ratio } of { $goal_ratio }, { DURATION($seconds) } of { DURATION($goal) }
seed-on-ratio = ratio { $ratio } of { $goal_ratio }
seed-on-time = { DURATION($seconds) } of { DURATION($goal) }

## An episode's way, line by line
no-air-time = No air time is announced.
airs = Airs { $at }.
aired = Aired { $at }, { DURATION($ago) } ago.
tried-release = Tried { $release }: { $why }.
release-at = { $title } at { $indexer }
release-and-why = { $release }: { $why }
releases-found = { $count ->
        [one] { $count } release found:
       *[other] { $count } releases found:
    }
refused-some = • { $count } { $what } ({ $examples })
see-above = see above
suitable = • { $count ->
        [one] { $count } is suitable
       *[other] { $count } are suitable
    } ({ $examples })
suitable-not-chosen = • { $count ->
        [one] { $count } is suitable
       *[other] { $count } are suitable
    }, not as good as the chosen one ({ $examples })
chosen-one = • 1 chosen: { $release }
in-library = In the library, from { $release }.
in-library-since = In the library since { $since }, from { $release }.
in-library-replaced = In the library since { $since }. Since { $replaced_at } it is from { $release }; before, it was from { $earlier }.
waits-for-you = It waits for you at “{ step-name }”: { $why }.
better-copy = A better copy is on its way: { $way }.
downloaded = { PERCENT($share) } downloaded
downloaded-left = { PERCENT($share) } downloaded, { DURATION($left) } left
doing = Now: { $doing }
doing-share = Now: { $doing }, { PERCENT($share) }
doing-transcode = being made playable
doing-subtitles = getting its subtitles
doing-file = being filed
doing-refresh = waiting for the player to show it
doing-notify = about to be announced
once-it-has-aired = It is looked for once it has aired.
next-look = Next look { $at }.
nothing-found-yet = Nothing found yet. { $coming }.
deleted-watched = It was deleted { $at }.
was-given-up = It was given up.
nobody-asked = Nobody has asked for it.

## What people ask for
episode-skipped = { $code } is skipped.
not-followed = You do not follow a show called “{ $title }”.
which-show = “{ $title }” may be several shows: { $names }. Say its whole name.
no-such-show-but = You do not follow a show called “{ $title }”. Something like it is there: { $names }.
day-in-the-future = { $day } is in the future; give a day that has been.
attempt-gone = That attempt is not here any more.
show-gone = That show is not here any more.
episode-gone = That episode is not here any more.
person-gone = That person is not here any more.
invitation-for-whom = An invitation is for members or guests.
no-owner-yet = Nobody owns the bot yet: run `./airdate up` and say /start with the code that it shows.

## Taking over a library
not-a-folder = { $path } is not a folder.
several-shows-called-so = { $count } shows are called so: put the year into the folder's name
no-show-called-so = no show is called exactly so
no-show-called-so-but = no show is called exactly so: the nearest is { $nearest }

## Settings
not-toml = { $path }: { $what }. Expected TOML: name = value, with text in quotes.
nul-in-settings = { $path } holds a NUL character, which is part of no name and no address.
unknown-setting = is not a setting that Airdate knows
variable-is-wrong = { $variable }: { $what }
file-is-wrong = { $path }: { $name }: { $what }
line-is-wrong = { $path }, line { $line }: { $name }: { $what }
no-such-zone = There is no time zone called “{ $name }”. They are called like Europe/Madrid or America/New_York.
no-such-profile = There is no quality profile called “{ $name }”. Known: { $known }.
no-such-screen = There is no screen called “{ $name }”. Known: { $known }.
nothing-plays-on-all = No file plays on all of these screens: { $screens }. Take one of them off the list.
database-url-expected = database: expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME
library-missing = { $setting }: what it names takes a library that is not installed here: uv pip install --python { $prefix } "{ $package }"
database-not-opened = The database { $url } cannot be opened: { $why }
queue-url-expected = queue: expected redis://HOST, postgresql://USER:PASSWORD@HOST/NAME, or nothing for SQLite
no-such-plugin = { $where }: there is no plugin “{ $name }”; installed are: { $installed }.
plugin-does-not-fit = { $where }: this plugin does not fit the { $port } port of this version of Airdate.
plugin-does-not-load = { $where }: the plugin of the package { $package } cannot be loaded: { $why }
plugin-names-no-version = { $where }: the plugin of the package { $package } does not say for which version of the ports it was made; this Airdate has ports_version = { $ours }.
plugin-of-other-version = { $where }: the plugin of the package { $package } was made for version { $theirs } of the ports, and this Airdate has { $ours }. Take a version of the plugin for it.
another-python = This is Python { $found }, and { $wanted } is wanted: ./airdate test --python { $wanted }
plugin-no-name = “{ $name }” is no name for a plugin; it has letters, digits and _ and begins with a letter.
plugin-name-taken = There is one called { $name } already; call yours otherwise.
plugin-gives-nothing = { $package } has nothing for Airdate in it (no entry point airdate.…), so it was taken out again.
plugin-not-listed = { $path } names no plugin “{ $name }”; `airdate plugin list` shows those it does.
plugin-neither = “{ $what }” is neither a folder that is there nor a package's name.
plugin-no-package = { $folder } holds no package: its pyproject.toml has to name one ({ $why }).
uv-takes-too-long = uv did not finish within { NUMBER($seconds, maximumFractionDigits: 0) } seconds.
uv-could-not = uv could not do it:
    { $said }
uv-missing = Plugins are installed with uv, which is not here: pip install uv.
downloaders-and-one-encoder = { $path }: a [downloaders.…] and exactly one [encoders.…] section must be enabled.
no-such-client = { $path }: [indexers.{ $indexer }] names the downloader { $name }; there is { $known }.
## refresh
waits-for-players = Waiting for { $players } to show it

## Players
folder-in-library = { $name } = { $folder } is inside the library, where players would take it for a show. Put it elsewhere, or let its name begin with a dot.
library-elsewhere =
    it does not know { $asked }; its folders are { $locations }. Make { $asked } a folder of its library; or, where it has only another name there, put { $count ->
        [one] this
       *[other] the one that means the library
    } under [players.{ $player }]: { $lines }
library-in-a-folder = it looks at { $folder }, where it takes { $asked } as a whole for one show. Make { $asked } itself the folder of its library.
library-around-a-folder = it looks at { $folders } only, and episodes are filed right in { $asked }. Make { $asked } a folder of its library, or put this into airdate.toml: { $line }

## Jobs and their steps
files-busy = Another job has its files just now
files-busy-try-again = Another job has its files just now. Try again in a minute.
ends-its-process = Its process has ended in the middle { $count } times, one after the other. The log of the last attempt may say why.
extra-step-twice = The extra step { $step } names a step that is there already.
extra-step-names-unknown = The extra step { $step } names { $others }, which is not there.
step-after-unknown = The step { $step } comes after { $others }, which is not before it.
step-asks-for-unknown = The step { $step } asks for { $others }, which nothing before it gives.
nothing-better = Nothing better is on offer any more
library-away = The library { $path } is empty or not there. Is its disk mounted?
disk-says = { $why } ({ $path })
player-gone = the player { $system } is not configured any more
moves-files = It moves files: half of them may have been moved. It comes to its end by itself.
nothing-to-delete = Nothing of it is there (any more)

## Outside systems
resting = left alone until { $until }: { $why }
many-ask = many ask it just now
several = { $whys }
lists-nothing = it lists nothing at all: is a site behind it in trouble?
none-to-be-had = none of the last { $count } releases could be had: { $why }

## download
indexer-gone = the indexer { $system } is not configured any more
same-torrent = it is the same torrent as { $title }: { $why }
client-cannot-go-on = { $system } cannot go on: { $why }
disk-full = The disk is full ({ SIZE($free) } free); it goes on when there is room
trying-again-after = Trying again after: { $why }
download-was-lost = The download client had lost it; added again
waiting-for-file-list = Waiting for the torrent's file list
whole-disc = It is a whole disc, of which no name says which part is the episode.
not-in-torrent = none of its { $count } files is { $show } { $code }
not-kept-any-more = it is not kept any more
waiting-for-space = Waiting for disk space: it needs { SIZE($needed) }, { SIZE($free) } are free
waiting-for-promised-space = Waiting for disk space: it needs { SIZE($needed) }, { SIZE($free) } are free, { SIZE($promised) } more are promised to other downloads and steps
complete-elsewhere = { $system } says that { $name } is complete, but it is not at { $path }. If the download client runs elsewhere, set its path mapping in airdate.toml.
stalled =
    it stalled at { PERCENT($progress) }: nothing came for { DURATION($still) }, { $peers ->
        [0] nobody shares it
       *[other] though { $peers } connected
    }
downloading-with-warning = Downloading; the tracker says: { $why }
downloading-at = Downloading at { SIZE($rate) }/s
downloading = Downloading
looking-for-peers = Looking for peers
leads-out-of-folder = a file in it has a name that leads out of the download folder

## catalogues
no-catalogue = no catalogue is configured
no-catalogue-knows = no catalogue knows { $show }
## Why a release is not taken
either-day = its day may be either of two
names-a-film = it names a film or a whole series, not an episode
names-no-episode = it names no episode
random-name = the name is a hash or a random string
another-episode = it is another episode
titled-as = it has the title of { $code }
another-season = it is another season
bare-name-of = the name alone is that of { $show }
before-it-aired = it appeared before the episode aired
good-enough = what is in the library is as good as you want it
has-program = there is a program in it ({ $name })
indexer-says-other = its indexer says that it is another show of that name
is-archive = it is packed in an archive ({ $suffix })
is-bonus = it is bonus material, not the episodes
is-hdr = its picture is HDR
is-program = it is a program ({ $suffix })
is-sample = it is a sample or a trailer
is-special = it is a special
is-title = it is { $title }
locked = it is locked with a password
may-be-of = it may just as well be of { $show }
mends-another = it mends another group's release, not the one in the library
needs-space = it needs { SIZE($needed) }, { SIZE($free) } are free
no-better = it is no better than what is in the library
no-picture = there is no picture in the video file
no-title = its name has no title of the show
no-video = there is no video in it
nobody-shares = nobody shares it
none-of-words = it has none of the words you insist on ({ $words })
not-best-kind = it is not the best kind, which may come until { $until }
on-blocklist = on the blocklist: { $why }
other-show-of = it is the { $which } show of that name
pack-before-end = the pack appeared before the season was over
rather-of = it is rather of { $show }
refused-word = you refuse “{ $word }”
said-locked = its indexer says that it is locked
said-locked-archive = its indexer says that it is packed in an archive within an archive
said-locked-password = its indexer says that it is locked with a password
speaks = it speaks { $languages }
speaks-not = it speaks { LANGUAGES($languages) }, not { ONE_OF($wanted) }
taken-from =
    it { $source ->
        [cam] was filmed from a screen
        [dvd] is from a DVD
        [hdtv] was recorded from television
        [webrip] was recorded from a stream
        [webdl] is a streaming service's file
       *[bluray] is from a Blu-ray
    }
too-big = { SIZE($size) } an episode is more than wanted
too-few-lines = { $lines } is less than the { $wanted } wanted
too-many-lines = { $lines } is more than the { $wanted } wanted
too-short = it lasts { DURATION($length) }, the episode { DURATION($announced) }: a sample or a fake
too-small = { SIZE($size) } is too small for an episode
video-is-packed = the video in it is packed in an archive

## Files of the library, by request
person-says-wrong = a person says that it is the wrong episode
person-says-bad-picture = a person says that its picture is bad
no-subtitle-files = There are no subtitles in files of their own beside that episode, so they cannot be moved.
library-not-mounted = The library { $folder } is not there. Is its disk mounted?
recycle-folder-refuses = The recycle folder cannot take them: { $why }. Nothing was deleted.
not-taken-out = They cannot be taken out of the library yet: { $why }.
in-library-again = They are in the library again, or on their way there.
not-in-recycle-folder = They are not in the recycle folder any more.
on-their-way-back = They are on their way back already.
name-is-taken = Another file is called { $name } now. Give that another name, then try again.
not-put-back = They cannot be put back: { $why }. They stay in the recycle folder.
database-is-newer = The database { $url } was made by a newer version of Airdate: update this one.

## Jobs
job-kind-episode = on its way
job-kind-better = search for a better copy
job-kind-rename = new names for its files
job-kind-missing-subtitles = missing subtitles
job-kind-other-subtitles = other subtitles
job-kind-delete = out of the library
job-kind-restore = back into the library
job-kind-show = telling the players
job-why-aired = it aired
job-why-backlog = it had aired before
job-why-asked = somebody asked
job-why-upgrade = a better copy
job-why-line = left to be done
job-state-active = on its way
job-state-done = done
job-state-cancelled = given up
job-state-abandoned = not needed any more
job-filed = in the library

## Chores
chore-survey = asking the catalogues what airs
chore-feeds = reading the newest releases
chore-names = looking for files whose names changed
chore-watched = asking what was watched
chore-recycle-folder = emptying the recycle folder
chore-unneeded-downloads = removing unneeded downloads
chore-work-folders = removing unfinished files of episodes that are done or given up
chore-webhooks = telling webhooks and messengers what happens
chore-seeding = removing downloads that were shared enough
## Subtitles and better releases afterwards
looked-long-enough = It was looked for long enough
file-replaced-or-gone = Its file has given way to another or left the library
file-not-there-now = { $path } is not there just now
file-changed-meanwhile = Its file got another name, or gave way to another, meanwhile
cannot-write-beside = Nothing can be written beside { $path }: { $why }
not-in-library = That episode is not in the library any more.
looked-for-already = Other subtitles are being looked for already.
nothing-better-yet = Nothing better is on offer yet
better-on-its-way = Something better is on its way
gives-way-no-more = It does not give way to a better release any more
## transcode and subtitles
video-damaged = the video is damaged: { $why }
no-conversion = no conversion of it came out right, and none of the screens plays it as it is
dolby-vision-alone = its picture is Dolby Vision without an HDR10 layer, which nothing here can turn into ordinary colours
no-subtitles-yet = No subtitles in { LANGUAGES($languages) } yet
no-subtitles-yet-because = No subtitles in { LANGUAGES($languages) } yet ({ $why })
## What outside systems say, and what they do
http-challenge = a page that only a browser passes (Cloudflare or the like, HTTP { $status }) stands before the site.
http-says = it says "{ $said }" (HTTP { $status }).
http-turned-away = it turned us away (HTTP { $status }).
with-remedy = { $why }. { $remedy }
http-proxy = a proxy on the way asks for a password (HTTP 407). Look at HTTPS_PROXY.
http-not-there = it does not have what we asked for (HTTP { $status }).
http-slow-down = it asks us to slow down (HTTP 429).
http-trouble = it is in trouble of its own (HTTP { $status }).
http-not-accepted = it did not accept our request (HTTP { $status }).
answer-web-page = it answered with a web page instead of data. Is { $where } its address?
answer-nothing = it answered with nothing.
answer-not-json = it answered with something that is not whole JSON.
answer-no-list = its answer is a { $kind } where a list was expected.
answer-odd = its answer is not as its makers describe it ({ $error }).
no-answer-in-time = { $where } did not answer within { $seconds } s.
webhook-leads-home = { $where } is an address of this machine or network; private = true in its section allows that
webhook-can-be-reached = { $where } can be reached
apprise-missing = Apprise is not installed. In Airdate's folder: { $command }
notify-ready = Apprise { $version }: { $services }
notify-url-not-known = address { $number } of urls is none that Apprise knows: see github.com/caronc/apprise/wiki
notify-not-taken = not taken by { $services }
notify-could-not = Apprise ended without an answer
news-here = { $show } { $code } is here: go watch.
news-needs-you = { $show } { $code } needs you: { $why }
news-failing = { $system } does not do its part: { $why }
news-well = { $system } answers again.
news-other = { $show } { $code }: { $why }
in-circles = { $where } sends us around in circles.
not-an-address = { $where } is not an address that can be asked. Mend url.
header-not-sendable = a header cannot be sent as it is set. Mend headers or cookie.
broke-off = { $where } broke off in the middle of its answer.
answer-unfinished = { $where } did not finish its answer within { $seconds } s.
certificate-not-trusted = the certificate of { $where } is not trusted. Is it one of your own? Then set verify_tls = false.
home-not-reached = { $where } cannot be reached. Is it running, and is url its address?
telegram-something-else = something else answers at { $where } in Telegram's place (HTTP { $status }): the network's sign-in page, a filter or a proxy. Open the address in a browser on this machine.
telegram-server-not-reached = { $where } cannot be reached. Is the Bot API server running, and is api_url in [telegram] its address?
telegram-says = Telegram says “{ $said }”.
site-not-reached = { $where } cannot be reached. Does this machine reach the internet?
answer-too-long = its answer is longer than { SIZE($most) }.
raise-setting = { $why }. Raise { $setting } if that is right.
leads-nowhere = it leads to an address that is neither http, https nor a magnet link.
redirects-too-often = it redirects more than { $count } times.
torrent-of-no-use = what it has for { $title } cannot be used: { $why }
not-given-out = it does not give this one out (HTTP { $status }).
redirects-to-nowhere = it redirects to a malformed address.
feed-too-large = its answer has too many elements to be read.
feed-other = its address gives <{ $name }> instead of a feed. Mend url.
torznab-test-address = this is Prowlarr's test address (…/0/): put an indexer's own into url (its Copy Torznab URL).
torznab-other = it answers a search with <{ $name }> instead of a feed.
torznab-login = it sends us to its login page. Check api_key.
torznab-no-caps = it does not say what it can do: check that the url is a Torznab address.
check-api-key = Check api_key.
check-sign-in = Something in front of it asks for a name and password: check username and password.
check-url = Is url its address?
check-feed = Check url, secret and cookie.
check-key-in-address = Is its key in the address?
check-archive = It should need no key: check url.
archive-restricted = { $title } is restricted there.
archive-says = its search says: { $said }.
xem-says = it says: { $said }.
archive-no-item = it has no item { $name } (any more).
answer-formless = its answer has not the form it should have.
check-tvmaze = TVmaze needs no key: is a proxy in the way, or url another one's?
check-xem = XEM needs no key: is a proxy in the way, or url another one's?
check-anime-lists = the anime lists need no key: is a proxy in the way, or url another one's?
catalogue-no-id = { $system } does not know { $show } by any of its ids.
answer-endless = its answer goes on after { $count } pages.
tvdb-not-there = TVDB does not have { $what }.
tvdb-get-key = Get a key at https://thetvdb.com/api-information and put it into the configuration as api_key (and pin).
check-kodi = Compare username and password with Kodi's Settings, Services, Control.
kodi-no-source = { $version } answers, but has no video source. Add the library's folder in Kodi.
kodi-reading = Kodi is reading its folders just now.
kodi-not-yet = Kodi does not show { $name } yet.
kodi-own-screen = Kodi plays on its own screen only.
not-playable = only an episode or a film can be played.
not-markable = only an episode or a film can be marked.
kodi-mark-lost = Kodi took the watched mark but does not show it.
kodi-nothing-called = Kodi has nothing called { $name } to look into.
kodi-not-rpc = it answered with something that is not JSON-RPC. Is that Kodi?
kodi-gone = Kodi no longer has that.
kodi-not-now = Kodi could not do it just now ({ $method }).
kodi-refused = Kodi did not accept { $method }: it says “{ $said }”.
jellyfin-too-many = Jellyfin lists more than { $count } items.
jellyfin-item-gone = Jellyfin no longer has that item.
jellyfin-no-user = it has no user “{ $user }”
jellyfin-which-user = it has several users, and none was named
jellyfin-set-user = { $why }. It knows: { $users }. Set user in [players.{ $section }].
jellyfin-other-address = that address is not its own. Put url = "{ $url }" into [players.{ $section }].
jellyfin-none-there = what answers at { $url } is no Jellyfin. Put its address into url in [players.{ $section }]: mostly it is http://HOST:8096, behind a proxy https://NAME.
jellyfin-no-shows = { $version } answers, but has no library of shows. Add one: Dashboard, Libraries.
jellyfin-not-yet = Jellyfin does not show { $name } yet.
jellyfin-mark-lost = Jellyfin took the watched mark but does not show it.
jellyfin-new-key = Make a new API key in Jellyfin (Dashboard, API Keys) and put it into the configuration as api_key.
jellyfin-no-answer = it answered a question with nothing.
jellyfin-not-asked = it could not be asked ({ $said }).
screen-is-off = that screen is switched off, or no longer signed in to Jellyfin.
sent-on = it sends us on to { $url }. Put the address that answers itself into url.
feed-web-page = it answers with a web page instead of a feed: check its url.
feed-entities = its answer declares XML entities and holds nothing else: check its url.
feed-says = instead of a feed it answers: { $said }.
feed-unreadable = it answers with nothing that can be read instead of a feed: check its url.
torznab-says = the indexer says: { $said } (error { $number }).
torznab-error = the indexer says no reason (error { $number }).
nothing-to-add = there is neither a torrent file nor a magnet link to add.
transmission-no-hybrids = Transmission { $version } does not read this torrent, which is of version 1 and 2 at once: 4.0 does.
torrent-taken-for-another = it takes this torrent for { $one } instead of { $other }.
files-not-known = the list of files is not known yet.
torrent-has-fewer-files = the torrent has only { $count } files.
client-no-folder = its machine has no folder { $path }.
client-has-it-not = it does not have this download (any more).
transmission-whitelist = Transmission at { $where } does not let this machine in: add its address to rpc-whitelist, or restart Transmission after too many wrong passwords.
transmission-password = Transmission at { $where } refuses the name or password: mend the settings.
transmission-damaged = what answers at { $where } is not Transmission's RPC, or is damaged: check the url.
transmission-host-whitelist = Transmission does not answer to the name { $where }: add it to rpc-host-whitelist, or use the address.
transmission-says = Transmission says: { $said }.
client-proxy-too-large = what stands in front of it does not let so large a torrent through (HTTP 413): raise its limit (nginx: client_max_body_size).
transmission-other = what answers at { $where } is not Transmission's RPC: check the url.
transmission-unreadable = Transmission's answer cannot be read.
file-shorter-than-said = a file is shorter on the disk than it should be, though the client calls it complete.
client-lacks-room = there is no space left on its disk: { SIZE($missing) } are missing.
daemon-not-installed = { $program } is not installed on this machine. Install it with: apt-get install { $program }
daemon-silent = { $program } does not answer after { $seconds } s.
daemon-of-another = another Airdate runs the { $program } in { $folder }, and it does not answer.
daemon-will-not-end = an earlier { $program } still runs in { $folder } and cannot be ended.
daemon-ended = { $program } ended at once (code { $code }).
daemon-gone = { $program } is gone and is started again.
daemon-said = { $why }. It said: { $said }
transmission-inconsistent = Transmission's list of files is inconsistent.
subtitles-no-provider = subliminal knows no provider { $unknown }. It knows { $known }.
subtitles-no-site = no site is set to be asked. Put some into [subtitlers.…] providers.
subtitles-want-account = { $sites } would be asked, too, with username and password in [subtitlers.{ $system }.settings.{ $first }].
subtitles-all-rest = No subtitle site is asked for a while: { $why }.
subtitles-no-setting = The provider { $name } has no setting “{ $key }”.
subtitles-none-lets-in = No subtitle site lets us in: { $why }. Check [subtitlers.{ $system }].
subtitles-none-answers = No subtitle site gave an answer: { $why }.
subtitles-none-reached = No subtitle site could be asked: { $why }. Does this machine reach the internet?
site-no-downloads = { $site } has no downloads left for today.
site-refuses-agent = { $site } does not accept this version of subliminal.
site-vip = { $site } does not let this account in: is it a VIP's address?
site-wants-vip = { $site } wants a VIP account for this.
site-slow-down = { $site } asks us to slow down.
site-misconfigured = { $site } is not configured rightly.
site-refused = { $site } refused the username or password.
site-guarded = { $site } shows a page that only a browser passes (Cloudflare or the like).
site-answered = { $site } answered HTTP { $status }.
site-slow = { $site } did not answer in time.
site-packed-too-large = { $site } sent an archive that holds more than any subtitle is: it was not unpacked
site-other-archive = { $site } sent the subtitle in a { $kind } archive, which cannot be opened here; another one is taken where there is one.
site-out-of-order = { $site } is out of order.
site-not-reached-now = { $site } cannot be reached.
site-unreadable = { $site } gave an answer that cannot be read ({ $error }).
torrent-too-large = The torrent file is larger than { SIZE($most) }.
torrent-no-info = This is not a torrent file: it has no info section.
torrent-version-2 = This torrent is of version 2 only, which the downloaders do not know yet.
torrent-pieces-damaged = The torrent's list of pieces is damaged.
torrent-larger-than-pieces = The torrent's files are larger than its pieces.
magnet-too-long = The magnet link is too long.
magnet-none = This is not a magnet link.
magnet-malformed = The magnet link is malformed.
magnet-version-2 = The magnet link is of version 2 only, which the downloaders do not know yet.
magnet-no-hash = The magnet link has no info-hash of version 1 (xt=urn:btih:…).
torrent-name = The torrent's name is not usable as a file name.
torrent-files-damaged = The torrent's list of files is damaged, empty or longer than { $most }.
torrent-no-path = The torrent has a file without a path.
torrent-leads-out = the torrent has a file whose path leads out of its folder.
torrent-name-no-text = The torrent has a name that is not text.
torrent-no-size = The torrent has a file without a usable size.
torrent-nothing = Nothing came instead of a torrent file.
torrent-web-page = A web page came instead of a torrent file: it is gone, or the site wants a sign-in.
torrent-words-instead = Instead of a torrent file came: { $said }.
torrent-unreadable = This is not a torrent file: it cannot be read at byte { $at }.
torrent-too-deep = The torrent file is nested too deeply or has too many parts.
torrent-key-twice = The torrent file has the same key twice.

## file
library-full = The disk of the library is full
library-quota = The library's disk quota is used up
library-read-only = The library is read-only
library-denied = Airdate may not write into the library
library-broken = The disk of the library gives errors
library-file-in-the-way = There is a file where a folder should be
library-share-gone = The library's network share is gone
filed-when-room = { $why }; it is filed when there is room
mend-folder = { $why } ({ $folder }). Mend that, then try again.
library-and-parent-gone = The library { $folder } is not there, nor the folder it is in. Is its disk mounted?
library-empty = The library { $folder } is empty, and { $count ->
        [one] { $count } episode was
       *[other] { $count } episodes were
    } filed there. Is its disk mounted? If you emptied it yourself, put any folder into it.
path-of-another = { $path } is another episode's file. Move that away, then try again.
folder-gone = { $folder } is not there any more. Is its disk mounted?
file-gone-from = the file is gone from { $folder }
converted-file-gone = the converted file is gone from { $folder }
copy-unreadable = the filed copy could not be read: { $why }
copy-lasts = the filed copy lasts { $length } s instead of { $wanted } s
changed-while-copied = { $name } changed while it was being copied
leads-out-of-library = The name “{ $name }” would lead out of the library.
no-language-tag = “{ $tag }” is no language tag: write en, pt-BR, zh-Hant.

## The terminal
no-such-place = There is no file or folder { $path }.
converting-already = Another conversion of the library is running already.
database-lacks = { $lacking }. Another version of Airdate made it, or it was changed by hand. Stop Airdate and put back a backup; without one, move the database away, and a new one is made that knows nobody yet (`./airdate adopt --follow` takes the library over).
player-lacks-file = it does not show { $path }. If its machine has another name for the library, put that under [players.{ $player }]: { $line }; else have it scan.
player-has-other-path = it has { $name } as { $theirs }, but is asked for { $asked }. Put this under [players.{ $player }]: { $line }

## Coming from another program
check-sonarr-key = Is --key its API key? Settings, General shows it.
no-sonarr-there = No Sonarr answers there. Is that its whole address, with its URL base where it has one?
no-sonarr-database = { $path } is no database of Sonarr's, and no backup of it.
cannot-be-written = { $path } cannot be written to: { $why }
cannot-be-read = { $path } cannot be read: { $why }
import-files-away = { $count } of its videos are not found here. Say where its folder is: --map { $root }=/your/folder
import-specials = { $count } specials are monitored; Airdate follows no specials: ask for them in the chat
import-tags = nobody here is called { $tags }: invite them, then import again
import-no-profile = its quality profile is not known: the household's is taken
import-blocked = it was on Sonarr's blocklist
sonarr-indexer-left = Indexers are not taken over, as Sonarr keeps their keys to itself: set up { $names } under [indexers].
sonarr-downloadclient-left = Download clients are not taken over: set up { $names } under [downloaders].
sonarr-importlist-left = Import lists have no counterpart: { $names }.
sonarr-notification-left = Notifications are not taken over; the chat tells: { $names }.
sonarr-customformat-left = Custom formats have no counterpart; see liked, required and refused of a profile: { $names }.
sonarr-releaseprofile-left = Release profiles are not taken over; see liked, required and refused of a profile: { $names }.
sonarr-mappings-left = { $count } remote path mappings are not taken over; see folders of a download client.
sonarr-delays-left = Delay profiles are not taken over; see wait_hours of a profile.
## What is done to a film, and why
nothing-to-do = { $screen } plays it as it is: nothing to do.
plan-steps = { CAPITAL($steps) }.
container-becomes = { $old } becomes { $new }
that-is-mended = { $screen } does not play { $what }: that is mended
copied-unchanged = picture and sound are copied unchanged
picture-becomes = the picture is converted to { $codec }: { $why }
picture-becomes-changed = the picture is converted to { $codec } ({ $changes }): { $why }
becomes-sdr = { $hdr } to SDR
deinterlaced = deinterlaced
frames-a-second = { $rate } frames a second
sound-becomes = the sound becomes { $codec } { $channels ->
        [1] mono
        [2] stereo
       *[other] 5.1
    }: { $why }
sound-in-becomes = the sound in { LANGUAGES($language) } becomes { $codec } { $channels ->
        [1] mono
        [2] stereo
       *[other] 5.1
    }: { $why }
texts-go-beside = { $count ->
        [one] 1 text subtitle goes
       *[other] { $count } text subtitles go
    } into SRT files beside it
picture-subtitles-apart = { $count ->
        [one] 1 picture subtitle is
       *[other] { $count } picture subtitles are
    } kept apart from the library
attachments-left-out = { $count ->
        [one] 1 attachment is
       *[other] { $count } attachments are
    } left out (fonts, mostly)
other-programme-left-out = { $count ->
        [one] 1 track of another programme in the recording is
       *[other] { $count } tracks of other programmes in the recording are
    } left out
subtitles-left-out = subtitles of a kind that can be neither kept nor converted are left out ({ $codecs })
pictures-left-out = { $count ->
        [one] 1 further picture is
       *[other] { $count } further pictures are
    } left out
regions-in-titles = MP4 keeps no regions of languages: { LANGUAGES($languages) } stands in the track's title
parts-lie-elsewhere = parts of the film lie in other files (its opening, perhaps) and are not in it
original-left-out = MP4 has no mark for the sound that the film was made with: it is left out
dynamic-hdr-left-out = its Dolby Vision or HDR10+ data is left out
crop-left-out = the picture is shown whole, { $whole }: that only { $shown } of it is meant stands nowhere but in Matroska
does-not-play = { $screen } does not play { $what }
stream-plays = plays as it is
not-right-as-it-is = as it is it does not come out right
keeps-cover = keeps the cover picture
keeps-attachment = keeps an attachment
holds-no-cover = the cover picture cannot be written into { $container }
holds-no-attachment = { $container } cannot hold an attachment
track-is-empty = announced, but nothing of it is there
nobody-shows-data = data that no player shows
of-another-programme = it belongs to another programme in the recording
main-picture-only = only the main picture is kept
text-goes-beside = text that every player shows from a file beside the video
picture-subtitle-apart = pictures, for which every player would convert the film: kept apart from the library
subtitle-of-no-use = { $codec } subtitles can be neither kept nor converted
no-conversion-but-plays = No conversion of it came out right; { $screens } plays it as it is.
## The end of "… does not play"
container-files = { $container } files
codec-video = { $codec } video
codec-audio = { $codec } audio
codec-in-container = { $codec } in { $container }
codec-bit-depth = { $bits }-bit { $codec }
codec-profile = { $codec } { $profile }
codec-level = { $codec } level { $level } (only up to { $most })
codec-channels = { $count } channels of { $codec } (only up to { $most })
codec-rate = { $codec } at { $rate } Hz (only up to { $most })
interlaced-video = interlaced video
unordered-pictures = { $codec } pictures without times of their own
sound-comes-late = sound that begins late in a recording
pixels-not-square = pixels that are not square
hdr-pictures = { $hdr } pictures
size-at-rate = { $size } at { $rate } frames a second
subtitles-inside = { $codec } subtitles inside the file
hevc-not-hvc1 = HEVC that is not labelled hvc1
commentary-first = a commentary as the first sound
other-language-first = the wanted language first, which is not first
## Why a subtitle is not that of a film
subtitle-too-large = it has { SIZE($size) }
subtitle-no-text = it holds no text with times
subtitle-after-the-end = its last line comes { DURATION($late) } after the end
subtitle-few-lines = it has { $lines } lines for { DURATION($length) }
subtitle-ends-early = it ends after { DURATION($end) } of { DURATION($length) }
subtitle-other-script = it is not written as { LANGUAGES($language) } is
subtitle-other-language = it is in { LANGUAGES($found) }, not in { LANGUAGES($wanted) }
## ffmpeg and ffsubsync
program-missing = { $program } is not there. Install it (apt install ffmpeg).
not-ffmpeg = { $program } does not answer as ffmpeg does.
ffmpeg-too-old = ffmpeg { $version } is too old: { $least } or newer is needed.
ffmpeg-no-x264 = This ffmpeg was built without libx264. Install one that has it.
program-too-slow = { $program } did not finish within { $seconds } seconds. Is the disk very slow or gone?
program-without-end = { $program } does not come to an end of what it says.
encode-stalled = The encode has not moved for { $seconds } seconds and was ended.
encode-does-not-stop = ffmpeg came to its end and does not stop. Is the disk gone?
gap-takes-memory = A gap in the sound takes more memory to fill than there is.
encode-disk-full = The disk is full. Free some space; it is tried again.
encode-quota = The disk quota is used up. Free some space.
encode-read-only = The folder is read-only. Mount it writable.
encode-denied = Airdate may not read or write there. Mend the folder's permissions.
encode-file-gone = The file or its folder has gone. Is the disk mounted?
encode-no-memory = ffmpeg needs more memory than it may have.
encode-disk-errors = The disk reports read or write errors. Check it.
ffmpeg-lacks-encoder = This ffmpeg lacks an encoder: { $said }
ffmpeg-lacks-filter = This ffmpeg lacks a filter: { $said }
result-outgrows = The result grows far beyond its source.
ffmpeg-was-ended = ffmpeg was ended from outside ({ $signal ->
        [0] it was asked to stop
       *[other] signal { $signal }
    }), perhaps for want of memory.
ffmpeg-could-not = ffmpeg could not convert the file: { $said }
said-nothing = it did not say why
film-breaks-off = { $name } breaks off after { $end } of { $length } seconds.
film-ends-within = { $name } breaks off in the middle of a packet, after { $end } seconds.
film-without-times = { $name } is a bare stream: it does not say when each picture is shown.
film-has-holes = { NUMBER($share, style: "percent") } of { $name } never came: it is empty there.
film-is-scrambled = { $name } is scrambled, as pay television and shops send it: nobody here can read it.
film-changed = { $name } changed while it was being read. It is read again.
film-holds-nothing = { $name } holds neither picture nor sound.
not-a-film = { $name } is not a film, or is damaged beyond reading.
probe-unreadable = ffprobe's answer about { $name } cannot be read.
film-not-there = { $path } is not there. Is its disk mounted?
not-a-file = { $path } is not a file.
result-container = The result is a { $found } file where { $meant } was meant.
result-chapters = The result has { $found } chapters where { $meant } were meant.
result-streams = The result has { $found } { $kind ->
        [video] video
        [audio] audio
       *[other] subtitle
    } streams where { $meant } were meant.
result-differs = The result's { $kind ->
        [video] video
        [audio] audio
       *[other] subtitle
    } has { $what ->
        [codec] codec
        [language] language
        [mark] mark
        [dolby-vision] Dolby Vision profile
        [channels] number of channels
        [width] width
        [height] height
        [pixel-format] pixel format
        [pixel-shape] pixel shape
        [stereo] mark for 3D
        [rotation] rotation
       *[hdr] HDR
    } { $found } where { $meant } was meant.
result-level = The result is H.264 level { $found }, above { $most }.
result-empty = The result's { $kind ->
        [video] video
       *[other] audio
    } is empty.
result-length = The result's { $kind ->
        [video] video
       *[other] audio
    } is { $found } seconds long where the source's is { $meant }.
result-out-of-step = The result's sound comes { $seconds } seconds later than the source's.
not-decodable = { $name } cannot be decoded: { $said }
ends-too-early = it ends too early
result-black = The result is black at { $at } seconds where the source shows a picture.
result-silent = The result is silent at { $at } seconds where the source has sound.
ffsubsync-missing = ffsubsync is not installed. In Airdate's folder, run: { $command } (uv may be in .tools/uv/bin).
ffsubsync-could-not = ffsubsync could not do it: { $said }
## What is in the library already
something-else-is-done = Something else is done to its files just now.
files-changed-meanwhile = Its files were changed meanwhile.
name-there-already = { $name } is there already.
no-room-to-work = There is not enough free space where Airdate works.
no-conversion-stays-for = No conversion of it came out right; it stays as it is: { $whys }
name-too-long = Beside it there is no room for so long a name: { $name }.
old-file-is-back = The result could not be read in its place; the old file is back.

## qBittorrent
qbittorrent-refused = qBittorrent does not take this torrent.
qbittorrent-password = qBittorrent refuses the name or password, or this machine after too many wrong ones: check username, password and, in its Web UI settings, the ban.
qbittorrent-shut = qBittorrent, or a proxy before it, turns away what comes by this address (HTTP { $status }): check url and headers and, in its Web UI settings, the host header validation (server domains).
qbittorrent-too-large = a proxy before qBittorrent takes no torrent file this large (HTTP 413): raise its limit.
qbittorrent-says = it answers HTTP { $status }: is url its Web UI?
qbittorrent-unreadable = what answers is not qBittorrent's Web API, or is damaged: check url.
qbittorrent-files-missing = files are missing on the disk
qbittorrent-error = qBittorrent says that there is an error, and not which

## What outsiders try
not-utf-8 = { $path } is not text in UTF-8: save it as UTF-8.
leads-home = it leads from the internet to an address at home ({ $where }), and is not followed there.
backup-damaged = { $file } is damaged: { $why }
backup-not-made = The backup { $file } could not be made: { $why }
no-such-backup = There is no backup { $file }.
backup-of-another-kind = { $file } is no backup of such a database: SQLite and PostgreSQL each have their own.
program-failed = { $program } failed: { $why }
program-hangs = { $program } was not done after { $seconds } seconds.
database-program-missing = { $program } is not there. Install it: apt-get install { $package }
database-has-no-place = The database { $file } cannot lie there: { $why }. Is the disk mounted, and the folder there? `database` in airdate.toml says where it lies.
database-is-no-file = { $file } is no file: a folder or something else lies where the database belongs. Move it away, or change `database` in airdate.toml.
database-not-writable = { $path } cannot be written to by the user { $number }, as whom Airdate runs. Give it to that user (chown, chmod), or mount its disk so that it can be written to.
database-of-another-program = The database { $url } is another program's; none of its tables was touched. Airdate needs one of its own; change `database` in airdate.toml.
database-fails = The database { $url } cannot be used: { $why }. `./airdate doctor` looks what is wrong with it.
data-folder-unusable = The folder { $folder } cannot be used: { $why }. `data` in airdate.toml says where Airdate keeps what it needs; it has to be writable.
database-program-older = { $program } on this machine is too old: { $why }. Install that of the server's version or a newer one (postgresql-client).
database-damaged = The database { $file } is damaged: { $why }
database-set-aside = { $why }. It was set aside as { $aside }. { $offer }
database-emptied = The database { $url } knows nobody, though there was a household here: Airdate does not begin a new one by itself. { $offer }
restore-this = The newest good backup: ./airdate restore { $file } (To begin anew instead, move the folder { $folder } away.)
no-good-backup = There is no good backup in { $folder }. (To begin anew, move that folder away.)
stop-airdate-first = Airdate is at work in { $folder }: stop it first.
lies-in-the-library = It lies in the library already.
chore-backup = copying the database
chore-tidying = forgetting what is old in the database
chore-posters = removing pictures of shows that nobody follows
chore-library-notes = noting in the library who was told of what
job-kind-convert = made playable in its place

## Airdate itself
no-configuration = There is no { $file }; ./airdate init writes one.
no-systemd = This machine has no systemd. Where there is one: { $command }
systemd-refuses = `{ $command }` failed: { $why }
update-none = This is the newest version.
update-takes = Taking it …
update-restarted = Taken, and the service was started anew.
update-start = Taken. Start Airdate again where it runs; a newer version that begins has the older ones end.
update-no-copy = This Airdate came as a package: { $python } -m pip install --upgrade airdate (in a container: build or pull the image anew)
update-own-changes = This copy has changes of its own, which an update would have to mix: { $files }. Put them aside (git stash) or away, then say it again.
update-undone = What the new version needs could not be installed, so the files are those of the version before. What it said stands above; then: { $command }
update-git = git { $command } failed: { $why }
bot-does-not-poll = No bot of this household is at work: nobody is answered in the chat. Start `airdate up`, or `airdate bot`.
news-undelivered = { $count ->
    [one] A message to { $name } could not be delivered this week
   *[other] { $count } messages to { $name } could not be delivered this week
} ("{ $said }"). News come again when { $name } writes to the bot.
lane-not-served = Nobody takes { $lane } steps. Start `airdate up`, or `airdate worker --lane { $lane }`.
queue-stands = Steps of the { $lane } lane are due for minutes, and none is taken up. Look into Airdate's log, and start it again.

## The dashboard's own words: `t("page-…")` in a template, `Reason("page-…")` in dashboard/
step-name = { $step ->
        [tell_owner] notify
        [missing_subtitles] missing subtitles
        [other_subtitles] other subtitles
        [search_for_better] better copy
        [tell_player] tell the player
       *[other] { $step }
    }
page-connection-lost = connection lost, trying again
page-not-reached = Airdate cannot be reached.
page-empty-log = It said nothing.
page-pages = Pages
page-log-out = Log out
page-log-in = Log in
page-password = Password
page-log-in-first = Log in first.
page-wrong-password = That is not the password.
page-too-many-passwords = Too many wrong passwords. Wait a minute.
page-sorry = Sorry
token-needed = A token is needed: /token in the chat, or the page of your account, gives one.
only-other-methods = This cannot be asked for in that way.
page-nowhere = There is no such page.
page-not-here = Not here
page-other-host = This is not the name of this dashboard; see `hosts` under [dashboard].
page-form-too-long = That is more than any form here says.
page-out-of-date = This page is out of date, or not ours. Reload it and try again.
page-on-its-way = On its way
page-title-on-its-way = { $stuck ->
        [0] On its way
       *[other] ({ $stuck }) On its way
    }
page-what-is-on-its-way = What is on its way
page-nothing-on-its-way = Nothing is on its way
page-comes-by-itself = What airs next comes by itself.
page-see-followed = See what is followed
page-and-more = And { $count } more.
page-lately = Lately
page-data-from = What is told of shows comes from
page-say-subscribe = Add one here, or say /subscribe and a title to your bot in Telegram.
page-go-on = Go on
page-hold = Hold everything
page-hold-sure = Begin nothing new until you say so?
page-needs-you = { $step } needs you: { $why }
page-needs-the-owner = { $step } waits for the owner: { $why }
page-line = The line
page-done = done
page-done-in = done in { DURATION($seconds) }
page-running = running
page-left = { DURATION($seconds) } left
page-not-yet = not yet
page-stuck = needs you
page-given-up = given up
page-failed = failed { $count } ×, tries again
page-looks-again = looks again
page-next-in-line = next in line
page-attempt = { $outcome ->
        [done] done
        [running] running
        [later] not yet
        [retry] failed
        [reject] release rejected
        [stuck] needs you
        [lost] cut off
       *[other] { $outcome }
    }
page-log = log
page-open-log = Open the log
page-aired = aired { $at }
page-airs = airs { $at }
page-no-air-time = no air time yet
page-since = { $what } since { $at } ({ $why })
page-look-now = Look now
page-give-up = Give up
page-give-up-sure = Give up on { $code }? You can start it again later.
page-get-it = Get it now
page-get-it-again = Get it again
page-again-from-here = Again from here
page-again-sure = Run { step-name } and all that follows it again?
gave-followers = { $count ->
        [one] { $count } person follows it
       *[other] { $count } people follow it
    }
gave-release = Release: { $title }
gave-indexer = Offered by { $indexer }
gave-file = File: { $file }
gave-torrent = Torrent: { $hash }
gave-subtitles-beside = { $count ->
        [one] { $count } subtitle file lay beside it
       *[other] { $count } subtitle files lay beside it
    }
gave-container = { $container }, { DURATION($duration) }
gave-taken-out = Subtitles taken out of the file: { LANGUAGES($languages) }
gave-subtitles-inside = Subtitles from the video itself: { LANGUAGES($languages) }
gave-subtitles-from = Subtitles from { $provider }: { LANGUAGES($languages) }
gave-embedded = Inside the video: { LANGUAGES($languages) }
gave-missing = Not to be had yet: { LANGUAGES($languages) }
gave-filed = Filed as { $path }
gave-size = { SIZE($size) }, { DURATION($duration) }
gave-linked = The same bytes as the download, which is shared on
gave-replaced = In place of { $files }
gave-shown = Shown by { $players }
gave-silent = Not shown yet by { $players }
gave-told = Told: { $people }
page-never-on-its-way = It has not been on its way.
page-not-since-library = It has not been on its way since it came into the library.
page-considered = Releases considered
page-seeders = { $count ->
        [one] { $count } seeder
       *[other] { $count } seeders
    }
page-taken = Taken. { $why }
page-take = Take it
page-mark-done = Mark as done
page-mark-done-sure = Do without this step ({ step-name })? The rest goes on as if it were done.
page-mark-rest-sure = Do without what is left of the ticked episodes?
page-give = Give a torrent
page-give-how = Your own torrent for { $code }: it is taken whatever it is called, and no indexer is asked.
page-magnet = Magnet link
page-torrent-file = or a .torrent file
page-give-this = Take this one
page-by-hand = given by hand
no-torrent-given = There is no torrent: paste a magnet link or choose a .torrent file.
page-take-sure = Take { $release }? { $why }
page-in-the-library = In the library
page-subtitles = subtitles: { LANGUAGES($languages) }
page-all-its-jobs = All its jobs:
page-shows = Shows
page-look = View
page-look-list = list
page-look-posters = posters
page-you-follow-nothing = You follow nothing yet
page-all-shows = All shows
page-find-title = Title
page-order = Order
page-by-title = by title
page-by-next = next to air first
page-find = Show
page-next = next { $at }
page-here = { $count } in the library
page-going = { $count } on the way
page-need-you = { $count ->
        [one] { $count } needs you
       *[other] { $count } need you
    }
page-missing = { $count } missing
page-more-people = and { $count } more
page-list-pages = Pages of the list
page-page-of = Page { $page } of { $pages }
page-earlier = Earlier
page-more = More
page-no-such-show = No followed show is called so.
page-nobody-follows = Nobody follows anything yet
page-season = Season { $number }
page-specials = Specials
page-episode-done = in the library
page-episode-running = on its way
page-episode-stuck = needs you
page-episode-missing = aired, not here
page-episode-coming = to come
page-episode-unasked = nobody asked for it
page-calendar = Calendar
page-today = today
page-nothing-airs = Nothing airs in the next weeks
page-what-is-announced = What is announced for the shows that somebody follows stands here.
page-health = Health
page-title-health = { $failing ->
        [0] Health
       *[other] ({ $failing }) Health
    }
page-active = { $count } on their way
page-messages = { $count ->
        [one] { $count } message waiting
       *[other] { $count } messages waiting
    }
page-problem = { $problem ->
        [Unreachable] cannot be reached
        [Unauthorized] turns us away
        [BadResponse] cannot be read
        [NotFound] does not have it
       *[other] { $problem }
    }
page-answers = Answers.
page-since-then = since { $at }
page-last-asked = last asked { $at }
page-no-news = no news yet
page-disks = Disks
page-disk-library = Library
page-disk-data = Data
page-used = { $what } used
page-free-of = { SIZE($free) } free of { SIZE($total) }
page-disk-unreadable = It cannot be read.
page-chores = Chores
page-under-way-since = under way since { $at }
page-failed-because = failed { $count } ×: { $why }
page-machines = Machines
page-the-bot = the bot
page-takes-no-steps = takes no { $lane } steps: { $why }
page-at-work = At work now: { $workers }

page-enter = Hello, { $name }. This link signs you in, once.
page-web-app = One moment. Nothing happens? Open this from the bot’s menu in Telegram.
web-app-refused = Telegram does not say who you are, or you are not in this household. Ask the bot for a link: /dashboard.
page-undo = Undo
members-only = Guests cannot do that.
nothing-of-it-here = There is nothing of it in the library.
answered-already = That has been answered already.
bot-never-up = The bot has not been up yet, so nobody knows what it is called.
too-many-shows = You follow as many shows as you may: { $most }.
too-much-this-week = You have had what you may in a week: { SIZE($had) } of { SIZE($most) }.
nothing-ticked = Nothing is ticked.
done-for-several = Done for { $count } episodes.
done-for-some = Done for { $count }, not for { $failed }: { $why }.
episodes-on-their-way-out = { $count ->
        [one] On its way to the recycle folder.
       *[other] { $count } episodes are on their way to the recycle folder.
    }
episodes-on-their-way-back = On the way back into the library.
## What the parts answer when they are checked
client-answers = { $name }, { SIZE($free) } free
ffmpeg-answers = ffmpeg { $version }, encoding in { $hardware }
ffmpeg-no-zimg = it cannot turn HDR into SDR (built without zimg)
torznab-answers = { $title } answers; it searches TV by { $by ->
        [none] title only
       *[other] { $by }
    }
feed-answers = the feed answers with { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    }
xml-damaged = its XML is damaged and was read around
items-left-out = { $count } left out: { $why }
item-cut-off = cut off in the middle
item-no-title = it has no title
item-usenet = it is for usenet, not a torrent
item-no-link = it has no usable link
jellyfin-answers = { $version }, shows in: { $libraries }
anime-lists-answer = the anime list has { $count ->
        [one] { $count } show
       *[other] { $count } shows
    }
xem-answers = XEM maps { $count ->
        [one] { $count } show
       *[other] { $count } shows
    }
subtitles-from = subtitles from { $sites }
tvdb-answers = TheTVDB answers and accepts the key
tvmaze-answers = TVmaze answers at { $url }
archive-answers = the Internet Archive has { $count ->
        [one] { $count } open film
       *[other] { $count } open films
    } with a torrent
kodi-answers = { $version } on { $device }, { $count ->
        [one] { $count } video source
       *[other] { $count } video sources
    }
bot-is = the bot is { $name }
nothing-filed-yet = nothing is filed yet that it could show
shows-file-as = it shows { $name } as { $path }
database-sound = { $file } is sound
database-not-yet = none yet
no-such-table = it has no table “{ $table }”
no-such-column = its table “{ $table }” has no column “{ $column }”
table-lacks = its table “{ $table }” has no “{ $name }”
column-of-another-kind = its column “{ $column }” is of another kind ({ $what })
queue-in-database = nobody reaches it from the network without the database's password
queue-guarded = { $host } lets no stranger in ({ $why })
doctor-part = { $part ->
        [database-file] database file
        [work-folder] work folder
        [library-in] library in { $name }
        [catalogue] catalogue { $name }
        [indexer] indexer { $name }
        [downloader] downloader { $name }
        [encoder] encoder { $name }
        [subtitler] subtitler { $name }
        [synchroniser] synchroniser { $name }
        [player] player { $name }
       *[other] { $part }
    }
doctor-to-mend = { $count } to mend: what follows each ✗ says how. Then look again: ./airdate doctor
doctor-all-well = All is well. Next: ./airdate up runs it; ./airdate service install has it begin with this machine.
config-defaults = { $path } is not there: defaults are used
runs-as-user = { $number ->
        [0] runs as root: it works, but whatever gets hold of Airdate has the whole machine; give it a user of its own
       *[other] runs as user { NUMBER($number, useGrouping: 0) }
    }
work-folder = { $apart ->
        [library] { $path } is on another disk than the library: copied
        [recycle] { $path } is on another disk than the recycle folder: copied
        [both] { $path } is on another disk than the library and the recycle folder: copied
       *[neither] { $path } is there
    }
library-writable = { $path } is writable, { SIZE($free) } free

## What is asked for on the command line
no-such-lane = There is no lane “{ $name }”; the lanes are { $known }.
no-step-called = There is no step “{ $name }”; the steps are { $known }.
keep-their-names = { $count ->
        [one] { $count } keeps its name
       *[other] { $count } keep their names
    } for now: a file is gone or in use, another has the name, the library is not there, or a worker is renaming just now. Look again in a minute.
not-an-episode = “{ $text }” is not an episode; expected a show and a number, like: 'The Tin Orchard S01E02'.
no-such-episode = { $show } has no { $code }.
no-such-place-in-show = { $show } has no such episode.
no-household = { $path } describes no household: { $place } { $what }
no-list-of-files = { $path } is no list of files: { $why }
expected-a-day = --since: expected a day like 2026-01-31, not “{ $text }”.
expected-plugin = --plugin: expected one of { $known }, not “{ $name }”.
expected-mapping = --map: expected a folder there and the same here, like /tv=/srv/tv, not “{ $text }”.
mapping-no-folder = --map: { $path } is not a folder on this machine.
is-there-already = { $path } is there already; --force overwrites it.
items-are-releases = { $count } of { $items } items are releases
saved = Saved.
left = You no longer follow { $show }.
you-follow = { $count ->
        [0] You follow { $show }.
        [one] You follow { $show }: { $count } episode is on its way.
       *[other] You follow { $show }: { $count } episodes are on their way.
    }
owner-is-asked = The owner is asked about { $show }.
not-followed-by-you = You do not follow that show.
no-such-profile-here = There is no quality profile called “{ $name }”.
no-such-language = “{ $name }” names no language. Write its code, like en, es or pt-BR.
page-add = Add a show
page-meanwhile = One moment …
page-search = Search
page-nothing-found = The catalogue has nothing called “{ $words }”.
page-followed-already = You follow it
page-follow-next = Follow from the next episode
page-follow-season = From this season
page-follow-everything = Everything
page-you-follow = You follow this show
page-you-do-not-follow = You do not follow this show
page-from = From where on
page-from-keep = as it is
page-from-next = the next episode
page-from-season = the newest season
page-from-everything = everything
page-from-some = the first few, then no more
page-from-number = season { $number }
page-profile = Quality
page-household = the household's
page-news = Announce episodes
page-news-on = yes
page-news-off = no
page-subtitle-languages = Subtitles; none ticked: the household's
page-language = { LANGUAGES($tag) }
page-other-languages = others
page-save = Save
page-leave = Stop following
page-leave-sure = Stop following { $show }? What is in the library stays.
page-kept = { $count ->
        [one] Of this show only the newest episode is kept.
       *[other] Of this show only the newest { $count } episodes are kept.
    }
page-episodes = { $count ->
        [one] { $count } episode
       *[other] { $count } episodes
    }
page-episode-skipped = skipped
page-episode-gone = deleted
page-no-episodes = There are no episodes.
page-no-episodes-yet = The catalogue lists no episode of it yet. It is asked again by itself; what it lists then stands here.
page-ticked = What is ticked
page-tick-all = all
page-get = Get
page-skip = Skip
page-delete = Delete
page-delete-sure = { $days ->
        [0] Delete the files? They stay in the recycle folder.
       *[other] Delete the files? They stay in the recycle folder for { $days } days.
    }
page-bring-back = Bring back
page-skip-sure = Skip { $code }? It is not looked for any more.
page-skip-to = Skip to the page
wish-granted = { $name } gets { $show }.
wish-refused = { $name } does not get { $show }.
turned-away = { $name } was turned away.
is-in = { $name } is in.
invitation-made = This link lets somebody in: { $link }
invitations-void = No invitation works any more.
person-removed = { $name } was removed.
page-people = People
page-requests = Requests
page-asks-to-come-in = { $name } asks to be let in.
page-wishes-for = { $name } would like { $show }.
page-let-in = Let in
page-let-in-guest = As a guest
page-turn-away = Turn away
page-yes = Yes
page-no = No
page-nobody-asks = Nobody waits for an answer.
page-invite = Invite
page-invitation = { $role ->
        [guest] A guest
       *[other] { $uses ->
            [one] A member
           *[other] { $uses } members
        }
    }, { $days ->
        [one] within a day
       *[other] within { $days } days
    }
page-void-invitations = Void all invitations
page-void-sure = No link that was given out lets anybody in any more?
page-who-is-here = Who is here
page-role = { $role ->
        [owner] owner
        [member] member
        [guest] guest
        [banned] turned away
       *[other] asks to be let in
    }
page-role-label = May
page-follows = { $count ->
        [one] { $count } show
       *[other] { $count } shows
    }
page-had-this-week = { SIZE($size) } this week
page-limit-shows = Shows at most
page-limit-bytes = A week at most
page-no-limit = as many as they like
page-remove = Remove
page-remove-sure = Remove { $name }? What only they follow is not looked for any more.
not-blocked = That is not on the blocklist any more.
allowed-again = { $release } may be taken again.
page-activity = Activity
page-history = History
page-blocklist = Blocklist
page-wanted = Wanted
page-show = Show
page-end = How it ended
page-any = any way
page-day = Day
page-nothing-ended = Nothing like that has ended yet.
page-nothing-ended-yet = Nothing has ended yet.
page-nothing-yet-begun = Nothing has been on its way yet.
page-allow = Allow again
page-until = until { $at }
page-nothing-blocked = Nothing is blocked.
page-lacking = Aired, and not here
page-nothing-lacks = Nothing lacks.
page-better = A better copy is looked for
no-such-system = There is no system called “{ $name }” here.
system-answers = { $system } answers: { $answer }. { $count ->
        [0] Nothing waited for it.
        [one] One step that waited for it goes on.
       *[other] { $count } steps that waited for it go on.
    }
under-way-already = It is under way already, or there is no such chore.
due-now = Now: { $chore }.
page-try-now = Try now
page-run-now = Now
page-promised = { SIZE($size) } promised
page-backups = Backups
page-copies = { $count ->
        [0] no copy
        [one] { $count } copy
       *[other] { $count } copies
    }
page-versions = Versions
page-household-choices = The household’s choices
page-household-choices-how = Changed here or in the chat (/settings); they count more than the file. All else stands in the file or the environment.
page-screens = Every file is made to play on
page-watched = What everyone has watched
page-watched-what = { $what ->
        [keep] stays
        [ask] the owner is asked
       *[other] is deleted
    }
page-watched-days = afterwards
page-days = { $count ->
        [one] after one day
       *[other] after { $count } days
    }
page-spoken-to = How you are spoken to
page-spoken-to-how = In quiet hours news waits; with a digest it comes once a day. Empty: neither. The same as /settings in the chat.
page-my-language = Language
page-my-zone = Time zone
page-quiet-from = Quiet from
page-quiet-to = until
page-digest-at = Once a day, at
no-screen-chosen = At least one screen has to be ticked.
no-such-time = { $name } is no time of day.
page-statistics = Statistics
page-statistics-of = By week: the last half year. The rest: the { $count } episodes that came last.
page-arrived = Episodes that arrived, by week
page-bytes = Bytes that arrived, by week
page-conversions = How long conversions took
page-by-indexer = Which indexer served us
page-by-group = Which group served us
page-week-of = week of { $day }
page-minutes-below = below { $minutes } min
page-minutes-above = { $minutes } min and more
page-all-others = all others
page-as-table = As a table
page-nothing-counted = Nothing yet.
page-settings = Settings
page-settings-how = What is set, and from where: the environment counts more than the file. Secrets are never shown.
page-settings-all = All settings
page-settings-set = Only what is set
page-source = { $source ->
        [environment] from the environment
        [file] from the file
        [chosen] chosen here or in the chat
       *[other] default
    }
page-system = System
too-many-tokens = You have { $most } tokens already: revoke one first.
no-such-token = You have no such token.
token-revoked = That token does not work any more.
token-made = The token, shown this once: { $token } (for { $address })
calendar-made = Subscribe to this in your calendar; it is shown this once: { $address }
page-account = Your account
page-calendar-feed = Calendar feed
page-calendar-feed-how = An address for the calendar on your phone or computer: what airs, by itself. Whoever has it can read that.
page-make-feed = Make an address
page-tokens = Tokens
page-tokens-how = Programs with a token may what you may.
page-make-token = Make a token
page-scope = { $scope ->
        [calendar] Calendar
       *[other] Programs
    }
page-revoke = Revoke
page-revoke-sure = What uses this token does not get in any more?
page-no-tokens = There are none.
page-pressed = Who pressed what
page-nothing-pressed = Nobody has pressed anything yet.
page-place = { $place ->
        [chat] in the chat
        [api] a program
       *[other] in the browser
    }
page-runs = Runs
page-by-state = Colours by state
page-by-time = Colours by how long it took
page-gantt = When each step was tried

## What each setting is for: its `description` in the source
setting-enabled = false: it stays here, switched off
setting-plugin = Which plugin it is; empty: that of the section's own name
setting-downloader = Which download client takes what this one finds; empty: the first
setting-household-time-zone = IANA name, for new people and for logs: Europe/Madrid; the machine's, when it is not said
setting-household-subtitles = Languages of subtitles, best first (BCP 47)
setting-household-picture-subtitles = Whether subtitles that are pictures (PGS, VobSub), inside a film or beside it, count as there
setting-household-screens = What must be able to play a file: chromecast, chromecast-4k, browser, …
setting-household-profile = Quality profile for shows that have none of their own
setting-household-watched = What becomes of an episode when everyone who follows it has watched it: keep it, ask the owner, or delete it. On a player with several users each follower has to say in /settings who they are there: what somebody unknown follows stays. On one without, watched once is watched by all. /settings count more
setting-household-watched-days = delete: so many days afterwards; it can be had back for recycle_days, by a button
setting-telegram-token = The token that @BotFather gave you
setting-telegram-api-url = Where the Bot API answers
setting-daemon-private = No DHT, peer exchange or local discovery: only what trackers tell
setting-backups-days = For how many days each is kept
setting-backups-also = A second folder for them: best on another disk, beside the library say
setting-dashboard-enabled = Whether `airdate up` serves it
setting-dashboard-host = The address it listens on; 0.0.0.0: all, which takes a password
setting-dashboard-port = The port it listens on; 0: any free one
setting-dashboard-password = Asked for in the browser; may be empty on loopback only
setting-dashboard-hosts = More names it is reached by; IP addresses and this machine's own name work without
setting-dashboard-url = Where people open it, for links from the bot: https://…; empty: its host and port
setting-dashboard-path = Where it lives on another site, behind a proxy: /airdate; empty: as the proxy says (X-Forwarded-Prefix), or as `url` ends
setting-filing-naming = Path in the library; <…> is left out when its field has nothing to say. A show that was there before keeps its folder. Fields: show, name, year, season, number, code, absolute, date, title, id, tvdb_id, tvmaze_id, imdb_id
setting-filing-naming-daily = The same for daily shows
setting-filing-naming-anime = The same for anime
setting-filing-nfo = Descriptions and pictures beside episodes; auto: when a player reads them (Jellyfin, Kodi)
setting-seeding-remove = Remove it, with its data, once every episode of it is in the library
setting-seeding-ratio = Not before it has been shared this often …
setting-seeding-days = … or for this many days
setting-timing-catalogue = Seconds between two looks at a followed show's episodes
setting-timing-catalogue-soon = The same, while an episode is about to air
setting-timing-after-airing = Seconds from the air time to the first search
setting-timing-search-first = Seconds between searches for an episode that has just aired
setting-timing-search-most = The same, at the longest, as time goes by
setting-timing-download-poll = Seconds between two looks at a running download
setting-timing-subtitles-wait = How many seconds an episode waits for its subtitles
setting-timing-subtitles-late = For how many seconds missing subtitles are looked for afterwards
setting-timing-player-poll = Seconds between two looks whether a player shows a new file
setting-timing-player-wait = How many seconds an episode waits for a player to show it
setting-timing-stall = A download without a byte for so many seconds gives way to the next best
setting-timing-stuck-together = Seconds for which an episode that needs you waits for others that stand still for the same reason, so that one message tells of all
setting-timing-watched = Seconds between two looks at what people have watched
setting-timing-feed = Seconds between two looks at an indexer's newest releases
setting-timing-searches = Requests an hour for searches at one indexer, for all that waits
setting-data = Where the database and working files are
setting-library = Where finished episodes are filed
setting-database = sqlite:///FILE or postgresql://…; empty: SQLite in the data folder
setting-queue = redis://… or postgresql://…; empty: SQLite in the data folder
setting-recycle = Where replaced episodes are kept for a while
setting-work = Where conversions are made; empty: a hidden folder in the library, so on its disk
setting-paths = Folders that other hosts of this household call otherwise: theirs, and what each is here
setting-recycle-days = For how many days replaced episodes are kept; 0: for ever
setting-workers-io = Steps that wait for others, at once
setting-workers-heavy = Conversions at once on this machine
setting-alive-file = A file that is touched every 20 s while this process works: for a container's health check
setting-screens = Screens of your own
setting-profiles = Quality profiles of your own
setting-profile-title = What people call it
setting-profile-best-resolution = Lines that are liked best
setting-profile-most-resolution = More lines than this are refused
setting-profile-least-resolution = Fewer lines than this are refused, where the name says
setting-profile-sources = Where the picture was taken from, best first; what is not listed is refused
setting-profile-codecs = Picture codecs, best first: h264, hevc, av1; empty: what your screens play without converting
setting-profile-hdr = High dynamic range
setting-profile-languages = Spoken languages, any of them (BCP 47); empty: the show's own; *: whatever it is
setting-profile-least-mb-per-minute = Smaller is a sample or a fake
setting-profile-most-mb-per-minute = Bigger is refused
setting-profile-refused = Words or groups in the name that are refused
setting-profile-required = Words or groups of which the name must have one
setting-profile-liked = Words or groups that are preferred, best first
setting-profile-wait-hours = How many hours an episode waits, from its airing, for the resolution and source liked best
setting-profile-upgrade-days = For how many days a filed episode gives way to a better release
setting-screen-title = What people call it
setting-screen-containers = Files it opens, the preferred one first: mp4, mkv, webm
setting-screen-video = Video codecs; must hold h264, which is converted to
setting-screen-audio = Audio codecs; must hold aac (for mp4), which is converted to
setting-screen-subtitles = Subtitle codecs inside the file; * for any
setting-screen-convert-channels = Channels of converted audio, where the source has as many
setting-screen-interlaced = Whether interlaced pictures are played well
setting-screen-anamorphic = Whether pictures of pixels that are not square are played well
setting-screen-everything = Plays whatever it is given: nothing is ever changed
setting-webhook-url = Where it listens: https://…
setting-webhook-secret = Signs each call, as standardwebhooks.com has it; may begin with whsec_
setting-webhook-events = Which it is told of: job.done, job.stuck, …; empty: all
setting-webhook-private = true: it may be on this machine or in this network
setting-transmission-url = Address of its RPC
setting-transmission-label = Label put on our torrents; empty: none
setting-ffmpeg-ffmpeg = The ffmpeg program
setting-ffmpeg-ffprobe = The ffprobe program
setting-ffmpeg-hardware = Hardware encoder: auto takes the quickest whose pictures are right, off none
setting-ffmpeg-device = The graphics device for vaapi
setting-ffmpeg-preset = Speed of the software encoder: slower ones make smaller files
setting-ffmpeg-quality = Of the software encoder: lower is better and larger (CRF)
setting-ffmpeg-niceness = How far an encode stands back for other programs
setting-ffmpeg-memory = GB of memory that an encode may take
setting-ffmpeg-threads = Processor threads for an encode; 0: all
setting-ffmpeg-probe-timeout = Seconds to look into a file
setting-ffmpeg-stall-timeout = Seconds without progress after which an encode is ended
setting-ffmpeg-verify-timeout = Seconds for each check of a finished file
setting-qbittorrent-url = Address of its Web UI
setting-qbittorrent-category = Category put on our torrents; empty: none
setting-downloader-folder = Folder to download to, as its machine sees it; empty: its own setting
setting-downloader-folders = Folders by the name its machine knows them by, with the name they have on this one
setting-timeout = Seconds to wait for an answer
setting-api-url = Where the API answers
setting-rows = Results to ask for at once
setting-max-bytes = The longest answer that is read, in bytes
setting-http-username = Name, where a proxy or the system asks for one; empty: none
setting-http-password = The password for it
setting-http-headers = HTTP headers to send along
setting-http-cookie = Cookies to send along, as a browser's Cookie header has them
setting-http-verify-tls = false: accept a certificate that nobody vouches for
setting-torznab-url = The Torznab address, as Prowlarr or Jackett shows it; usually ends in /api
setting-torznab-api-key = Key for it; empty: none
setting-torznab-categories = Torznab categories to look in; 5000 is all of TV
setting-torznab-anime-categories = Categories for shows numbered like anime
setting-torznab-timeout = Seconds for a whole answer: they ask many sites
setting-torznab-max-pages = Pages to read for one search
setting-jellyfin-url = Where Jellyfin answers
setting-jellyfin-api-key = An API key: Dashboard, API Keys, +
setting-jellyfin-public-url = What links for people begin with; empty: the same as url
setting-jellyfin-user = Whose watched marks are meant when nobody is named; empty: the only user's
setting-jellyfin-folders = Folders by the name Jellyfin's machine knows them by, with the name they have on this one
setting-subliminal-providers = Sites to ask, by subliminal's names
setting-subliminal-settings = Username, password or key of a site, by its name
setting-subliminal-timeout = Seconds to wait for a site's answer
setting-subliminal-min-score = Lowest score taken: 971 is the very file, 918 the episode, 700 nearly sure
setting-ffsubsync-timeout = Seconds for one subtitle
setting-ffsubsync-niceness = How far it stands back for other programs
setting-anime-lists-url = Where the list lies
setting-xem-url = Where it answers
setting-xem-all-shows = true: use it for every show, not for anime alone
setting-rss-url = Address of the feed; write {"{secret}"} where its passkey stands
setting-rss-secret = The passkey; empty: none
setting-rss-free-to-share = All it lists is public domain or openly licensed
setting-rss-timeout = Seconds for a whole answer
setting-apprise-urls = Who is told: addresses as github.com/caronc/apprise/wiki has them
setting-apprise-events = Which they are told of; job.done: of episodes that have arrived
setting-apprise-timeout = Seconds for all of them
setting-tvdb-api-key = Your key from https://thetvdb.com/api-information
setting-tvdb-pin = Your subscriber's PIN, with a key that asks for one
setting-archive-url = Where it is; a mirror, or a test
setting-archive-collections = Collections to look in; empty: all of them
setting-archive-timeout = Seconds for a whole answer: its search can be slow
setting-archive-max-items = Items to look into for one search
setting-tvmaze-calls-per-window = Calls in 10 seconds; TVmaze allows 20 for each address
setting-kodi-url = Where its web server answers
setting-kodi-username = Name for its web server; empty: none is asked for
setting-kodi-folders = Folders by the name Kodi knows them by, with the name they have on this machine

## The command line's own words
cli-working-on = Working on { $lanes }. Ctrl-C stops.
cli-named-as-today = Every file is called as it would be today.
cli-would-rename = { $count ->
        [one] With --yes this { $count } file is renamed, with all that lies beside it.
       *[other] With --yes these { $count } files are renamed, with all that lies beside them.
    }
cli-renamed = { $count } renamed.
cli-begins = Airdate { $version } begins, with { $path }.
cli-bot = The bot: https://t.me/{ $name }
cli-claim = Nobody owns this bot yet. Say this to it in Telegram:  /start { $code }
cli-claim-by-link = Nobody owns this bot yet. Say this to it in Telegram:  /start { $code }
    or open  https://t.me/{ $name }?start={ $code }
cli-dashboard = The dashboard: { $url }
cli-show = Show
cli-followers = Followers
cli-episodes = Episodes
cli-status = Status
cli-job = Job
cli-episode = Episode
cli-step = Step
cli-state = State
cli-how-it-goes = How it goes
cli-nobody-follows = Nobody follows anything yet: say /subscribe NAME to the bot.
cli-put-on-way = { $show }: { $episodes } put on their way.
cli-nothing-missing = { $show }: nothing is missing.
cli-wrote-config = { $token ->
        [there] Wrote { $path }. Next: ./airdate doctor looks at everything, ./airdate up runs it.
       *[missing] Wrote { $path }. Put your bot's token into it, then: ./airdate doctor
    }
init-offer = There is no { $path } here yet. Answer a few questions to make one?
init-token-how = In Telegram, talk to @BotFather (https://t.me/BotFather): /newbot makes a bot and gives its token.
init-token = The bot's token, not shown here (Enter: later)
init-library = Folder of your library of shows
init-player = What shows your library: { $names } (Enter: nothing yet)
init-one-of = It is one of these: { $names }.
init-of-player = { $key ->
        [url] Its address
        [api_key] Its API key, not shown here
        [username] User name
        [password] Password, not shown here (Enter: none)
       *[public_url] Its address for your household's phones (Enter: the same)
    }
init-zone = Your time zone, or your city
init-which-zone = That may be one of these: { $zones }.
init-screens-known = Files are made playable for your screens. Known: { $names }.
init-screens = Your screens
init-all-the-same = Take it all the same?
cli-whole-copy = { $path } is a whole copy.
cli-restored = The database is what { $path } holds.
cli-before-is = The one before is { $path }.
cli-nothing-to-convert = There is no video in { $path }.
cli-no-videos = There is no folder with videos in { $path }.
cli-with-follow = With --follow the owner of the bot follows them from now on.
cli-adopted = { $folder }: { $files ->
        [one] { $files } video taken over
       *[other] { $files } videos taken over
    }, { $opened } put on their way
cli-nothing-new = Nothing is new.
cli-nothing-done-yet = Nothing is done yet. With --yes it is.
cli-do-this = Do this?
cli-taken-over = { $shows ->
        [one] { $shows } show taken over
       *[other] { $shows } shows taken over
    }: { $files ->
        [one] { $files } video counted
       *[other] { $files } videos counted
    }, { $opened ->
        [one] { $opened } episode
       *[other] { $opened } episodes
    } put on their way.
cli-followed = Followed
cli-by = By
cli-profile = Profile
cli-videos-here = Videos here
cli-not-looked-for = Not looked for
cli-blocked = Blocked
cli-not-monitored = no: it is not monitored
cli-already = already
cli-from = from { $start }
cli-from-to = from { $start } to { $end }
cli-not-usable-here = Not usable here, { $line }: { $why }
cli-name-as-sonarr = To name files as Sonarr does, under [filing]: { $line }
cli-reading = Reading
cli-taking-over = Taking over
cli-sonarr-key = Sonarr's API key (Settings, General)
cli-stream = Stream
cli-is = Is
cli-language = Language
cli-what-happens = What happens
cli-why = Why
cli-not-said = not said
cli-folder = Folder
cli-videos = Videos
cli-missing-since-first = Missing since the first
cli-not-known = Not known
cli-is-called = Is called
cli-would-be-called = Would be called
cli-channels = { $count ->
        [one] { $count } channel
       *[other] { $count } channels
    }
cli-forced = forced
cli-hearing-impaired = hearing impaired
cli-kind = { $kind }
cli-action = { $action ->
        [copy] stays as it is
        [extract] goes into a file of its own
       *[drop] is left out
    }
cli-becomes = becomes { $codec }
page-calendar-by = { $kind ->
    [week] Week
    [month] Month
   *[agenda] Agenda
 }
page-before = Before
page-after = After
page-nothing-in-it = Nothing airs in these days.
page-log-search = Lines with …
page-log-download = Download
page-log-no-line = No line has that.
page-tried-again = tried again

# The chat's own words: Telegram's HTML, in which the values are escaped. `Texts` of bot/texts.py reads them.
chat-language-name = English

## The chat: coming in
chat-hello-owner =
    👋 Welcome, { $name }. You run this Airdate now.

    Send me the name of a show, and new episodes arrive by themselves. /help says what else I can do.
chat-hello =
    👋 Hello, { $name }. Send me the name of a show to follow it; I tell you when an episode can be watched.

    /help says what else I can do.
chat-welcome = 🎉 You are in, { $name }. Send me the name of a show to follow it. /help says what else I can do.
chat-welcome-guest = 🎉 You are in, { $name }. Send me the name of a show you would like; I ask the owner for each. /help says what else I can do.
chat-no-owner-yet = This bot has no owner yet. If it is yours, send <code>/start CODE</code> with the code that Airdate showed when it started.
chat-wrong-code = That code is not valid (any more).
chat-private-bot = This is a private bot. /start asks its owner to let you in.
chat-access-requested = This is a private bot. I have asked its owner to let you in, and tell you as soon as there is an answer.
chat-still-asking = The owner has not answered yet. I tell you as soon as there is an answer.
chat-too-many-asking = This is a private bot. Ask its owner for an invitation.
chat-declined = The owner does not want to let you in. Sorry!
chat-hello-group = 👋 Hello. Whoever is in the household can ask me here: /status, /upcoming, /library. What is yours alone we talk about in private.
chat-access-asked = 🚪 <b>{ $name }</b> asks to be let in.
chat-access-asked-username = 🚪 <b>{ $name }</b> (@{ $username }) asks to be let in.
chat-let-in = ✅ { $name } is in.
chat-let-in-guest = ✅ { $name } is in as a guest: you are asked about each show.
chat-turned-away = 🚫 { $name } was turned away.
chat-already-answered = That has been answered already.
chat-invite-used = 🔑 <b>{ $name }</b> came in by your invitation.

## The chat: refusals
chat-not-for-you = This button is not for you, or it is outdated. Send me the command again.
chat-outdated = This button is outdated. Send me the command again.
chat-members-only = Guests cannot do that. Ask somebody of the household to.
chat-owner-only = Only the owner can do that.
chat-in-private-only = Let us talk about that in private: write to me directly.
chat-forwarded = I do not act on forwarded messages. Write it to me yourself.
chat-unknown-command = I do not know that command. /help says what I can do.
chat-went-wrong = Something went wrong on my side; it is in the log. Please try again.
chat-unreachable = { $system } cannot be reached at the moment: { $text }. Please try again in a few minutes.
chat-unauthorized = { $system } turns me away: { $text }. The owner has to mend its settings.
chat-bad-response = { $system } answered with something that I cannot read. Please try again later.
chat-not-found = { $text }
chat-did-you-mean = I do not know that command. Did you mean /{ $command }?
chat-not-understood = I am not sure what you mean. Is it one of these?
chat-which-show-what = Which show do you mean? Say it with its name, or choose it here.
chat-nothing-asked = I have not asked you anything just now.
chat-nothing-changed = All right, nothing has changed.
chat-one-by-one = That is more than one thing. Which one first?
chat-which-question = Several questions are open. Use the buttons of the one you mean, or reply to it.
chat-you-are-welcome = 🙂 You are welcome.
chat-you-were-removed = The owner has taken you out of this household. What you followed is not looked for any more.
chat-only-these-languages = I speak English and Spanish.

## The chat: help
chat-help-head =
    <b>Airdate</b>
    Send me the name of a show, or paste its page at IMDb, TVDB, TVmaze, TMDB or Trakt.
    { "" }
chat-help-foot =
    { "" }
    What I know of shows comes from TVmaze.com (CC BY-SA) or TheTVDB.com, as the owner has set it up.
chat-help-line = /{ $command } – { $what }
chat-commands-start = say hello
chat-commands-help = what I can do
chat-commands-requests = what was asked for, and the answers
chat-commands-delete = delete an episode, a season or a show: /delete Name S01E02 (owner)
chat-commands-subscribe = follow a show: /subscribe Name
chat-commands-unsubscribe = stop following a show
chat-commands-shows = what you follow
chat-commands-status = what is on its way
chat-commands-upcoming = the next 14 days
chat-commands-history = what has arrived
chat-commands-episode = everything about one episode: /episode Name S01E02
chat-commands-why = why an episode has not arrived: /why Name S01E02
chat-commands-library = what can be watched
chat-commands-settings = time zone, language, quiet hours
chat-commands-dashboard = the pages in the browser: a link that signs you in
chat-commands-token = a token for programs that act for you
chat-commands-people = who is here (owner)
chat-commands-invite = a link that lets somebody in (owner)
chat-commands-health = how everything stands (owner)
chat-commands-pause = hold everything (owner)
chat-commands-resume = go on (owner)

## The chat: subscribing
chat-subscribe-what = Which show? Send me its name, for example <code>/subscribe The Tin Orchard</code>.
chat-nothing-found = I found no show called “{ $text }”. Try another spelling.
chat-no-such-show-there = That page is about a show that no catalogue of mine knows.
chat-card-place = { $place } of { $count }
chat-card-following = ✓ You follow it.
chat-card-others =
    { $count ->
        [one] { $count } person here follows it.
       *[other] { $count } people here follow it.
    }
chat-status-words-running = Running
chat-status-words-continuing = Running
chat-status-words-ended = Ended
chat-status-words-to-be-determined = Its future is open
chat-status-words-in-development = In development
chat-status-words-upcoming = To come
chat-status-words-deleted = Not in the catalogue any more
chat-next-airs = Next: { $code }, { $when }
chat-from-where =
    <b>{ $show }</b>
    From where on do you want it?
chat-seasons-known = { $seasons }; { $aired }.
chat-aired-count =
    { $count ->
        [one] { $count } episode has aired
       *[other] { $count } episodes have aired
    }
chat-seasons-count =
    { $count ->
        [one] { $count } season
       *[other] { $count } seasons
    }
chat-you-follow = ✅ You follow <b>{ $show }</b> { $start }.
chat-start-next = from the next episode on
chat-start-this-season = from this season on
chat-start-season = from season { $season } on
chat-start-first = from the beginning
chat-start-until = up to { $code }; then I ask whether to go on
chat-start-go-on = to the end
chat-now-on-the-way =
    { $count ->
        [one] { $count } episode is on its way.
       *[other] { $count } episodes are on their way.
    }
chat-nothing-yet = Nothing is due at the moment; I tell you when an episode can be watched.
chat-others-too = Others here follow it too: what they have, you have.
chat-already-there =
    { $count ->
        [one] { $count } episode is in the library already.
       *[other] { $count } episodes are in the library already.
    }
chat-too-many-shows = You follow { $count } shows; that is as many as the owner allows. Stop following one first: /shows
chat-too-much-this-week = You have had { $had } this week of the { $most } that the owner allows.
chat-player-user-gone = { $player } no longer has the user { $user }, whom { $name } chose. Choose again under /settings: until then nothing that { $name } follows is deleted after watching.
chat-week-is-full = ⏳ You have had { $had } this week of your { $most }: what only you follow waits until it is less.
chat-request-sent = 🙋 I have asked the owner about <b>{ $show }</b> and tell you the answer.
chat-request-asked = 🙋 <b>{ $name }</b> would like to follow <b>{ $show }</b> { $start }.
chat-request-granted = ✅ The owner says yes: you follow <b>{ $show }</b> now.
chat-request-declined = The owner says no to <b>{ $show }</b>. Sorry!
chat-request-done-yes = ✅ { $name } follows <b>{ $show }</b> now.
chat-request-done-no = 🚫 { $name } does not get <b>{ $show }</b>.
chat-options =
    ⚙️ <b>{ $show }</b>
    Tap what is to be different, then “{ $done }”.
chat-option-quality = Quality: { $profile }
chat-option-languages = Subtitles: { $languages }
chat-option-household = as the household has it
chat-option-news-on = Announce: yes
chat-option-news-off = Announce: no
chat-pick-season = From which season on?
chat-pick-languages = Which subtitles?
chat-requests-head = <b>Requests</b>
chat-request-line = { $number }. <b>{ $name }</b>: <b>{ $show }</b> · { $when }
chat-request-open = ⏳ <b>{ $show }</b> · asked { $when }; the owner has not answered yet.
chat-no-requests = No request is open.
chat-no-requests-yours = You have asked for nothing. Send me the name of a show.

## The chat: my shows
chat-no-shows = You do not follow any show yet. Send me the name of one.
chat-your-shows = <b>You follow</b>
chat-show-line = <b>{ $show }</b> · { $start }
chat-show-line-muted = <b>{ $show }</b> · { $start } · 🔕
chat-show-details =
    <b>{ $show }</b>
    { $status }
    You follow it { $start }.
chat-show-counts = In the library: { $there } of { $aired } aired episodes.
chat-muted = 🔕 Nothing is announced any more.
chat-unmuted = 🔔 New episodes are announced again.
chat-unsubscribe-which = Which show do you want to stop following?
chat-unsubscribe-sure = Stop following <b>{ $show }</b>? What is in the library stays there.
chat-unsubscribed = You do not follow <b>{ $show }</b> any more. What is in the library stays there.
chat-page = Page { $page } of { $pages }

## The chat: knowing
chat-all-quiet = Nothing is on its way. 💤
chat-on-its-way = <b>On its way</b>
chat-episode-line = <b>{ $show }</b> { $code }
chat-step-bar = { $what } <code>{ $bar }</code> { $percent } %
chat-left = { $time } left
chat-stuck-line = ✋ { $reason }
chat-waits-line = ⏳ { $reason }
chat-steps-check = 🔎 checking
chat-steps-fetch = 🔎 looking for a release
chat-steps-download = ⬇️ downloading
chat-steps-transcode = 🎞 making it playable
chat-steps-subtitles = 💬 getting subtitles
chat-steps-file = 📁 filing
chat-steps-refresh = 📺 showing it to the player
chat-steps-notify = ✉️ telling you
chat-steps-rename = 🏷 renaming files
chat-steps-delete = 🗑 into the recycle folder
chat-steps-restore = ↩️ back from the recycle folder
chat-steps-tell-owner = ✉️ telling you
chat-steps-tell-player = 📺 telling the player
chat-steps-missing-subtitles = 💬 looking for missing subtitles
chat-steps-other-subtitles = 💬 looking for other subtitles
chat-steps-search-for-better = 🔎 looking for a better copy
chat-step-other = ⚙️ { $step }
chat-in-background = 🌙 In the background: { $what }
chat-paused-line = ⏸ Everything is on hold. /resume goes on.
chat-paused-line-member = ⏸ Everything is on hold; the owner can resume it.
chat-upcoming-line = { $time }  <b>{ $show }</b> { $code }{ $title }
chat-overdue-head = <b>Overdue</b>
chat-overdue-news = ⚠️ <b>{ $show }</b> { $code } aired { $when } and has not arrived yet: { $reason }
chat-overdue-line = ⚠️ <b>{ $show }</b> { $code } aired { $when } and has not arrived: { $reason }
chat-nothing-in-span-any = Nothing that you follow airs within { $days } days.
chat-nothing-in-span-tonight = Nothing that you follow airs tonight.
chat-nothing-in-span-tomorrow = Nothing that you follow airs tomorrow.
chat-nothing-in-span-weekend = Nothing that you follow airs at the weekend.
chat-nothing-in-span-week = Nothing that you follow airs this week.
chat-span-heads-any = <b>The next { $days } days</b>
chat-span-heads-tonight = <b>Tonight</b>
chat-span-heads-tomorrow = <b>Tomorrow</b>
chat-span-heads-weekend = <b>At the weekend</b>
chat-span-heads-week = <b>This week</b>
chat-no-next = No further episode is announced ({ $status }).
chat-only-sure = Follow only season { $season } of <b>{ $show }</b>?
chat-no-such-season = There is no season { $season } that I know of.
chat-skip-sure = Skip <b>{ $show }</b> { $code }? It is not looked for any more.
chat-no-history = Nothing has arrived yet.
chat-history-head = <b>What has arrived</b>
chat-history-line = { $when }  <b>{ $show }</b> { $code }{ $title } · { $size }{ $again }
chat-history-again = { " " }· in place of an earlier copy
chat-history-deleted = 🗑 deleted { $when }
chat-episode-what = Which episode? For example <code>/episode The Tin Orchard S02E01</code>.
chat-why-what = Which episode? For example <code>/why The Tin Orchard S02E01</code>.
chat-no-such-episode = { $show } has no episode { $code } that I know of.
chat-episode-head = <b>{ $show }</b> { $code }{ $title }
chat-episode-airs = Airs { $when }
chat-episode-aired = Aired { $when }
chat-episode-unannounced = Not announced yet
chat-episode-in-library = In the library since { $when }: { $size }, { $length }{ $subtitles }
chat-episode-release = From: <code>{ $release }</code>
chat-episode-deleted = 🗑 Deleted { $when }
chat-episode-no-job = It is not on its way.
chat-episode-job = On its way since { $when } ({ $why })
chat-episode-went = It set out { $when } ({ $why })
chat-run-states-waiting = ▫️
chat-run-states-due = ⏳
chat-run-states-running = ▶️
chat-run-states-done = ✅
chat-run-states-stuck = ✋
chat-run-states-cancelled = 🚫
chat-attempts-head = <b>{ $show }</b> { $code } · { $step }
chat-on-host = on { $host }
chat-attempt-line = <b>{ $number }.</b> { $when } · { $outcome }{ $reason }
chat-outcomes-running = running
chat-outcomes-done = done
chat-outcomes-later = not yet
chat-outcomes-retry = failed
chat-outcomes-stuck = needs you
chat-outcomes-reject = release rejected
chat-outcomes-redo = an earlier step again
chat-outcomes-lost = cut off
chat-no-attempts = It has not begun.
chat-again-from-here = 🔁 Going again from “{ $step }”.

## The chat: go watch
chat-go-watch =
    🍿 <b>Go watch!</b>
    <b>{ $show }</b> { $code }{ $title }
chat-go-watch-several = 🍿 <b>Go watch: { $count } new episodes</b>
chat-go-watch-line = <b>{ $show }</b> { $code }{ $title }
chat-title-part = { " " }· { $title }
chat-facts = { $length } · { $size }
chat-subtitles-there = 💬 { $languages }
chat-subtitles-missing = 💬 Not to be had yet: { $languages }
chat-show-gone = ⚠️ <b>{ $show }</b> is not in the catalogue any more: it was deleted there, or made one with another show. No new episode comes of it. /subscribe and its title finds what became of it.
chat-show-renamed = ✏️ <b>{ $show }</b> is <b>{ $now }</b> now: the catalogue has made one of two entries. You follow it as before.
chat-late-subtitles = 💬 <b>{ $show }</b> { $code } has subtitles now: { $languages }
chat-open-at = Open: <code>{ $url }</code>
chat-lies-at = It lies in the library as <code>{ $path }</code>
chat-go-on-question = That was the last episode you asked for. Shall I go on?
chat-enough-then = That was it, then.
chat-going-on = ▶️ You follow <b>{ $show }</b> to the end.
chat-needs-you =
    ✋ <b>{ $show }</b> { $code } needs you
    At “{ $step }”: { $reason }
chat-need-you = ✋ <b>{ $count } episodes need you</b> at “{ $step }”
chat-need-you-line = <b>{ $names }</b>: { $reason }
chat-rename-asked =
    { $count ->
        [one] 🏷 A file would be called otherwise now. Shall I rename it?
       *[other] 🏷 { $count } files would be called otherwise now. Shall I rename them?
    }
chat-rename-page = { $first } to { $last } of { $count }
chat-renaming = 🏷 I am renaming them, and tell you when it is done.
chat-renamed = 🏷 Renamed: { $count }, with all that lies beside them.
chat-rename-left = 🏷 They keep their names.
chat-trouble = ⚠️ <b>{ $system }</b> needs you: { $text }
chat-complaint-head = What is not right with it?
chat-complaint-which = Which episode is not right?
chat-complaint-taken-wrong = 🔁 Wrong episode: it is out of the library, and I am looking for another.
chat-complaint-taken-picture = 🔁 Bad picture: I am looking for another. This one stays until it is there.
chat-complaint-taken-another = 🔁 I am looking for another. This one stays until it is there.
chat-complaint-taken-shifted = 💬 The subtitles come { $seconds } s { $direction } now.
chat-earlier = earlier
chat-later = later
chat-complaint-done = ✅ Done: { $release } is there now.
chat-other-subtitles-which = Which subtitles are not right?
chat-other-subtitles-looking = 🔁 I am looking for other { $language } subtitles. The ones you have stay until then.
chat-other-subtitles-found = ✅ Other { $language } subtitles are there now, from { $provider }.
chat-other-subtitles-none = 💬 No other { $language } subtitles were found; the ones you have stay.
chat-other-subtitles-unreachable = 💬 No site could be asked for { $language } subtitles; the ones you have stay. Try again later.
chat-complaint-stuck = ✋ It did not work yet: { $reason }
chat-shift-question = By how much? Press until it fits.
chat-complaint-remedies =
    <b>{ $show }</b> { $code }
    What shall I do about it?
chat-complaint-about-what = Which episode do you mean? Reply to its message, or say its name.

## The chat: watched
chat-watched-ask =
    { $count ->
        [one] 👁 Everyone has watched { $codes } of <b>{ $show }</b>. { $size }. Delete it?
       *[other] 👁 Everyone has watched { $codes } of <b>{ $show }</b>. { $size }. Delete them?
    }
chat-watched-going =
    { $count ->
        [one] 🗑 { $codes } of <b>{ $show }</b> is on its way to the recycle folder.
       *[other] 🗑 { $codes } of <b>{ $show }</b> are on their way to the recycle folder.
    }
chat-watched-gone =
    { $count ->
        [one] 🗑 Everyone has watched { $codes } of <b>{ $show }</b>, so it is deleted. { $size }.
       *[other] 🗑 Everyone has watched { $codes } of <b>{ $show }</b>, so they are deleted. { $size }.
    }
chat-delete-what = What? For example <code>/delete The Tin Orchard S01</code>.
chat-delete-sure = 🗑 Delete { $codes } of <b>{ $show }</b> with its files ({ $size })? The recycle folder keeps them for a while.
chat-given-which =
    📥 <b>{ $name }</b>
    Which episode is this?
chat-given-looked-for = Its name says none that I know. These are being looked for:
chat-given-or-say = Or say its show and number: <i>Tin Orchard S01E02</i>.
chat-given-sure = 📥 Take <b>{ $name }</b> for { $episode }?
chat-given-not = 👍 It was not taken.
chat-delete-nothing = Nothing of <b>{ $name }</b> is in the library.
chat-delete-going = 🗑 On the way to the recycle folder. I tell you when it is done, with a button that undoes it.
chat-delete-not = 👍 Nothing was deleted.
chat-nothing-to-undo = Nothing was deleted that could come back.
chat-deleted-gone =
    { $count ->
        [one] 🗑 { $codes } of <b>{ $show }</b> is deleted. { $size }.
       *[other] 🗑 { $codes } of <b>{ $show }</b> are deleted. { $size }.
    }
chat-keep-sure =
    { $count ->
        [one] Keep only the newest episode of <b>{ $show }</b> from now on?
       *[other] Keep only the newest { $count } episodes of <b>{ $show }</b> from now on?
    }
chat-keep-goes = Now these go to the recycle folder: { $codes }
chat-keep-now =
    { $count ->
        [one] Of <b>{ $show }</b> the newest episode is kept.
       *[other] Of <b>{ $show }</b> the newest { $count } episodes are kept.
    }
chat-keep-all = Of <b>{ $show }</b> all episodes are kept.
chat-keep-how = Say for example “keep the last 5 of …”.
chat-watched-until = The recycle folder keeps that until { $when }.
chat-watched-returning =
    { $count ->
        [one] ↩️ { $codes } of <b>{ $show }</b> is on its way back.
       *[other] ↩️ { $codes } of <b>{ $show }</b> are on their way back.
    }
chat-watched-back =
    { $count ->
        [one] ↩️ { $codes } of <b>{ $show }</b> is back in the library, and stays.
       *[other] ↩️ { $codes } of <b>{ $show }</b> are back in the library, and stay.
    }
chat-watched-kept =
    { $count ->
        [one] 👍 { $codes } of <b>{ $show }</b> stays. I do not ask about it again.
       *[other] 👍 { $codes } of <b>{ $show }</b> stay. I do not ask about them again.
    }
chat-watched-not-there = They are not in the library any more, or on their way again: nothing was deleted.
chat-watched-head =
    <b>When everyone who follows an episode has watched it</b>
    Now: { $policy }
chat-watched-keep = it stays
chat-watched-ask-me = I ask you
chat-watched-delete =
    { $count ->
        [one] it is deleted after { $count } day
       *[other] it is deleted after { $count } days
    }
chat-watched-unknown = ⚠️ What these people follow stays, because they have not said in /settings who they are on the media server: { $names }
chat-no-player-watched = ⚠️ No media server is set up, so I cannot know what was watched.

## The chat: library
chat-library-empty = The library is empty.
chat-library-head = <b>Library</b>
chat-library-found = <b>Library</b>: “{ $text }”
chat-library-nothing = There is nothing called “{ $text }” in the library.
chat-library-show =
    { $count ->
        [one] <b>{ $show }</b>
            { $count } episode in the library
       *[other] <b>{ $show }</b>
            { $count } episodes in the library
    }
chat-library-season =
    <b>{ $show }</b>
    { $season }
chat-season-name = Season { $season }
chat-specials = Specials
chat-library-new = <b>New in the library</b>
chat-library-unwatched = <b>Unwatched by { $name }</b>
chat-nothing-unwatched = You have watched everything that is new.
chat-watched-mark = 👁 watched
chat-not-watched-mark = not watched yet
chat-marked-watched = 👁 Marked as watched.
chat-marked-unwatched = Marked as not watched.
chat-no-player = No media server is set up, so I cannot play anything.
chat-not-shown-yet = { $player } does not show it yet.
chat-no-sessions = No screen is on at the moment.
chat-play-where = Play it where?
chat-playing = ▶️ Playing on { $screen }.
chat-link-player-user = Who are you on { $player }?

## The chat: settings
chat-settings =
    <b>Settings</b>
    Time zone: { $zone } (it is { $now })
    Language: { $language }
    Quiet hours: { $quiet }
    Announcements: { $digest }{ $player }{ $watched }
chat-settings-player =
    { "" }
    On the media server: { $name }
chat-screens-head =
    <b>Screens</b>
    Every episode is made playable on all that are ticked: { $screens }.
    What is in the library already stays as it is; <code>./airdate convert</code> converts it.
chat-settings-watched =
    { "" }
    What everyone has watched: { $policy }
chat-settings-nobody = not chosen yet
chat-quiet-none = none
chat-quiet-from-to = { $start } to { $end }
chat-digest-none = at once
chat-digest-daily = once a day, at { $time }
chat-your-clock = By my clock it is { $now } now ({ $zone }).
chat-zone-how = Send <code>/settings zone Madrid</code> with your city, or share your location with me.
chat-zone-unknown = “{ $zone }” is not a place that I know. Send a large city near you, like <code>/settings zone Madrid</code>.
chat-quiet-how = Send <code>/settings quiet 22:30 7:00</code> with the times between which I keep still, or <code>/settings quiet off</code>.
chat-digest-how = Send <code>/settings digest 18:00</code> to have episodes announced once a day, or <code>/settings digest off</code> for at once.
chat-which-zone = Which clock is yours?
chat-time-unknown = “{ $time }” is not a time of day. They look like <code>22:30</code>.
chat-settings-saved = ✅ Saved.
chat-for-programs =
    🔑 For your programs: <code>{ $token }</code>

    They may what you may, at { $address }. Pass it on to nobody; revoke it at { $page }.
chat-dashboard-link =
    🖥 Open this in your browser: { $link }

    It signs you in, once, within { $minutes } minutes. Pass it on to nobody: whoever opens it is you.

## The chat: the owner's
chat-people-head = <b>People</b>
chat-person-line = { $mark } <b>{ $name }</b> · { $role } · { $shows }
chat-roles-owner = owner
chat-roles-member = member
chat-roles-guest = guest
chat-roles-asking = asking to be let in
chat-roles-banned = turned away
chat-role-marks-owner = 👑
chat-role-marks-member = 👤
chat-role-marks-guest = 🙋
chat-role-marks-asking = 🚪
chat-role-marks-banned = 🚫
chat-shows-count =
    { $count ->
        [one] { $count } show
       *[other] { $count } shows
    }
chat-person-details =
    { $mark } <b>{ $name }</b>
    { $role } · { $shows }
    This week: { $had }
    Limits: { $limits }
chat-no-limits = none
chat-limit-bytes = { $size } a week
chat-remove-sure = Remove <b>{ $name }</b>? What only they follow is not looked for any more.
chat-removed = { $name } is gone.
chat-invite-made =
    🔑 Whoever opens this link comes in as a { $role }. It works { $uses } and until { $when }:
    { $link }
chat-invite-uses =
    { $count ->
        [one] once
       *[other] { $count } times
    }
chat-invite-choose = What shall the link allow?
chat-invites-cancelled = All links that were still open are void.
chat-health-head = <b>Health</b>
chat-health-well = ✅ { $system }
chat-health-ill = ⚠️ { $system }: { $text } (since { $when })
chat-health-unknown = Nothing has been asked yet.
chat-health-disk = 💾 { $folder }: { $free } free of { $size }
chat-health-promised = { $size } of them promised to what is on its way
chat-tried-again =
    { $count ->
        [one] 🔁 { $count } step that waits for { $system } tries again now.
       *[other] 🔁 { $count } steps that wait for { $system } try again now.
    }
chat-nothing-to-try = Nothing waits for it: it is asked again by itself.
chat-health-disk-gone = 💾 { $folder }: cannot be read
chat-health-chores = 🧹 Chores: all { $count } went well
chat-health-chore-ill = ⚠️ { $chore }: { $reason } ({ $times })
chat-chore-times =
    { $count ->
        [one] { $count } time in a row, last { $when }
       *[other] { $count } times in a row, last { $when }
    }
chat-health-process = 🖥 { $host }: { $lanes }
chat-health-bot = the bot
chat-health-lacks = ⚠️ { $host } takes no { $lane } steps: { $why }
chat-health-nobody = ⚠️ Nobody works on { $lane } steps at the moment: what is due waits.
chat-health-queue = 📋 Jobs under way: { $active } · need you: { $stuck } · messages waiting: { $messages }
chat-paused = ⏸ { $done } /resume goes on.
chat-resumed = ▶️ { $done }
chat-done-toast = Done.

## The chat: inline
chat-inline-message =
    📺 <b>{ $show }</b>
    { $facts }

    { $plot }

## The chat: buttons
chat-b-previous = ◀️
chat-b-next = ▶️
chat-b-follow = ✅ Follow
chat-b-change = ⚙️ Change
chat-b-from-next = Next episode
chat-b-from-season = This season
chat-b-from-everything = Everything
chat-b-more = ⚙️ More choices
chat-b-back = ↩️ Back
chat-b-given-all = 📦 All { $count } of them
chat-b-given-season = A season …
chat-b-some = First 3, then ask
chat-b-done = ✅ Follow it
chat-b-save = ✅ Save
chat-b-status = 📡 Status
chat-b-undo = Undo
chat-b-unsubscribe = Stop following
chat-b-yes-leave = Yes, stop following
chat-b-keep = No, keep it
chat-b-mute = 🔕 Mute
chat-b-unmute = 🔔 Unmute
chat-b-episodes = Episodes
chat-b-refresh = 🔄 Refresh
chat-b-let-in = ✅ Let in
chat-b-as-guest = 🙋 As a guest
chat-b-decline = 🚫 Decline
chat-b-yes = ✅ Yes
chat-b-no = 🚫 No
chat-b-ok = 👌 OK
chat-b-rename = ✅ Rename
chat-b-leave-names = Leave them
chat-b-watch = ▶️ Watch in { $player }
chat-b-watch-one = ▶️ { $code } in { $player }
chat-b-not-right = ✋ Not right?
chat-b-wrong-episode = Wrong episode
chat-b-bad-picture = Bad picture
chat-b-another = Take another
chat-b-subtitles-off = Subtitles early or late
chat-b-other-subtitles = Other subtitles
chat-b-earlier = −{ $seconds } s
chat-b-later = +{ $seconds } s
chat-b-go-on = ▶️ Go on
chat-b-enough = Enough
chat-b-health = 🩺 Health
chat-b-hold = ⏸ Hold everything
chat-b-remedies-again = 🔁 Try again
chat-b-remedies-cancel = 🚫 Give up on it
chat-b-remedies-next = ⏭ Take another release
chat-b-for-all-again = 🔁 Try all again
chat-b-for-all-cancel = 🚫 Give up on all
chat-b-for-all-next = ⏭ Another release for each
chat-b-again-from = 🔁 Again from here
chat-b-why = ❓ Why?
chat-b-look-now = 🔎 Look now
chat-b-story = 🕑 Its story
chat-b-log = 📜 { $step }
chat-b-fetch-now = ▶️ Get it now
chat-b-give-up = 🚫 Give up
chat-b-new = 🆕 New
chat-b-unwatched = 👁 Unwatched
chat-b-play = ▶️ Play on …
chat-b-play-one = ▶️ { $code } on …
chat-b-mark-watched = 👁 Watched
chat-b-mark-unwatched = Not watched
chat-b-who-am-i = Who am I there?
chat-b-screens = 📺 Screens
chat-b-watched = 👁 After watching
chat-b-watched-keep = Keep it
chat-b-watched-ask = Ask me
chat-b-watched-delete =
    { $count ->
        [one] Delete after { $count } day
       *[other] Delete after { $count } days
    }
chat-b-delete = 🗑 Delete
chat-b-keep-it = Keep
chat-b-none-of-these = 🚫 None of these
chat-b-undelete = ↩️ Have it back
chat-b-language = 🗣 Language
chat-b-zone = 🕑 Time zone
chat-b-other-clock = 🕑 My clock says something else
chat-b-quiet = 🌙 Quiet hours
chat-b-digest = 🗞 Digest
chat-b-invite = 🔑 Invite
chat-b-once-member = 1 member, 1 day
chat-b-once-guest = 1 guest, 1 day
chat-b-many-members = 5 members, 7 days
chat-b-void-invites = Void all links
chat-b-make-member = 👤 Make a member
chat-b-make-guest = 🙋 Make a guest
chat-b-ban = 🚫 Turn away
chat-b-remove = 🗑 Remove
chat-b-limit-shows = Shows: { $limit }
chat-b-limit-bytes = A week: { $limit }
chat-b-all-days = The next days
chat-b-is-it-there = Is it there?
chat-b-when-next = When is the next?
chat-b-search-show = 🔎 A show called “{ $text }”
chat-b-skip = ⏭ Skip it
chat-b-delete-and-leave = 🗑 Delete, and stop following
chat-b-keep-all = Keep all again
chat-b-open-in-chat = Follow in Airdate
page-glance = At a glance
page-soon = Airs next
page-household-now = The household
page-which = Which
page-having = { $what ->
    [stuck] one needs you
    [going] on its way
    [missing] something is missing
   *[all] all
 }
glance-asking = { $count ->
    [one] one waits for your answer
   *[other] { $count } wait for your answer
 }
glance-failing = { $systems } cannot be used
glance-well = { $count ->
    [one] the one system answers
   *[other] all { $count } systems answer
 }
glance-chore = failed: { $chore }
glance-free = { SIZE($free) } free of { SIZE($total) }
page-how-to-follow = Profile and subtitles
