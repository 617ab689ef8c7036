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

## Outside systems
resting = left alone until { $until }: { $why }
many-ask = many ask it just now
