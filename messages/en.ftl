# What the pipeline has to say. See messages/__init__.py for how values are shown.
text = { $text }
outside = { $system }: { $why }

## What a person can do about a step
remedy-again = Try again
remedy-cancel = Give up on it
remedy-next = Take another release
trying-again = Trying { $step } again.
given-up-now = Given up. It stays out of the library.
looking-for-another = Looking for another release.
taking = Taking { $release }.
looking-now = Looking now.
no-such-remedy = There is no remedy called { $name }.
comes-after = { $step } comes after { $others }, which is not done yet.
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
internal-error = An error inside Airdate: { $error }
no-such-step = There is no step { $step } here
worker-stopped = { $worker } stopped in the middle
its-worker-stopped = its worker was stopped
given-up = given up

## What the dashboard says of what was done
not-asked-any-more = That is not asked any more: somebody was quicker.
episode-on-its-way = { $code } is on its way.
episode-on-its-way-already = { $code } is on its way already.
on-hold = On hold: nothing new is begun.
going-on = Going on.

## refresh
waits-for-players = Waiting for { $players } to show it

## Players
library-elsewhere = it does not know { $asked }; its folders are { $locations }. Put this under [players.{ $player }]: { $line }

## Jobs and their steps
files-busy = Another job has its files just now
ends-its-process = Its process has ended in the middle { $count } times, one after the other. The log of the last attempt may say why.
extra-step-twice = The extra step { $step } names a step that is there already.
extra-step-names-unknown = The extra step { $step } names { $others }, which is not there.
step-after-unknown = The step { $step } comes after { $others }, which is not before it.
step-asks-for-unknown = The step { $step } asks for { $others }, which nothing before it gives.
nothing-better = Nothing better is on offer any more

## Outside systems
resting = left alone until { $until }: { $why }
many-ask = many ask it just now
none-to-be-had = none of the last { $count } releases could be had: { $why }

## download
indexer-gone = the indexer { $system } is not configured any more
same-torrent = it is the same torrent as { $title }: { $why }
client-cannot-go-on = { $system } cannot go on: { $why }
disk-full = The disk is full ({ SIZE($free) } free); it goes on when there is room
trying-again-after = Trying again after: { $why }
download-was-lost = The download client had lost it; added again
waiting-for-file-list = Waiting for the torrent's file list
not-in-torrent = none of its { $count } files is { $show } { $code }
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
