from pipeline.releases.names import read, ReleaseName
def _row(name):
    return dict(title=name.title, alt_titles=list(name.alt_titles), year=name.year, country=name.country, season=name.season if name.junk is None else None,
      episodes=list(name.episodes or name.absolute), date=name.date, resolution=name.resolution, source=name.source and str(name.source), proper=bool(name.proper or name.version>1),
      group=name.group, languages=list(name.languages) + [x for x in name.subtitle_languages if x=='zh'])
def as_row(title, known_titles=None):
    return _row(read(title, known_titles or ()))
