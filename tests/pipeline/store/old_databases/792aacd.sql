BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE attempt (
	id INTEGER NOT NULL, 
	step_run_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	worker VARCHAR(120) NOT NULL, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	outcome VARCHAR(16) NOT NULL, 
	reason TEXT NOT NULL, 
	log TEXT NOT NULL, 
	CONSTRAINT pk_attempt PRIMARY KEY (id), 
	CONSTRAINT fk_attempt_step_run_id FOREIGN KEY(step_run_id) REFERENCES step_run (id) ON DELETE CASCADE, 
	CONSTRAINT uq_attempt_step_run_id UNIQUE (step_run_id, number)
);
INSERT INTO "attempt" VALUES(1,1,1,'test','2026-11-26 18:34:58.263310','2026-11-26 18:34:58.273990','done','','');
INSERT INTO "attempt" VALUES(2,9,1,'test','2026-11-26 18:34:58.283227','2026-11-26 18:34:58.292087','done','','');
INSERT INTO "attempt" VALUES(3,17,1,'test','2026-11-26 18:34:58.295950','2026-11-26 18:34:58.300803','done','','');
INSERT INTO "attempt" VALUES(4,2,1,'test','2026-11-26 18:34:58.352393','2026-11-26 18:34:58.358244','done','','');
INSERT INTO "attempt" VALUES(5,3,1,'test','2026-11-26 18:34:58.363876','2026-11-26 18:34:58.378701','done','','');
INSERT INTO "attempt" VALUES(6,4,1,'test','2026-11-26 18:34:58.381987','2026-11-26 18:34:58.389116','done','','');
INSERT INTO "attempt" VALUES(7,5,1,'test','2026-11-26 18:34:58.391995','2026-11-26 18:34:58.394686','done','','');
INSERT INTO "attempt" VALUES(8,6,1,'test','2026-11-26 18:34:58.399086','2026-11-26 18:34:58.401761','done','','');
INSERT INTO "attempt" VALUES(9,10,1,'test','2026-11-26 18:34:58.409095','2026-11-26 18:34:58.411782','done','','');
INSERT INTO "attempt" VALUES(10,11,1,'test','2026-11-26 18:34:58.412934','2026-11-26 18:34:58.414727','reject','it is not this episode','');
CREATE TABLE block (
	id INTEGER NOT NULL, 
	episode_id INTEGER NOT NULL, 
	release_key VARCHAR(400) NOT NULL, 
	info_hash VARCHAR(64) NOT NULL, 
	title TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	until DATETIME, 
	CONSTRAINT pk_block PRIMARY KEY (id), 
	CONSTRAINT fk_block_episode_id FOREIGN KEY(episode_id) REFERENCES episode (id) ON DELETE CASCADE, 
	CONSTRAINT uq_block_episode_id UNIQUE (episode_id, release_key)
);
INSERT INTO "block" VALUES(1,2,'fair:Lantern.Row.S01E02.1080p.WEB-DL.H.264-FAIR','','Lantern.Row.S01E02.1080p.WEB-DL.H.264-FAIR','it is not this episode','2026-11-26 18:34:58.415886',NULL);
CREATE TABLE dialog (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	value JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_dialog PRIMARY KEY (id), 
	CONSTRAINT fk_dialog_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
);
INSERT INTO "dialog" VALUES(1,2,'search','{"at": 1}','2026-11-26 18:34:58.418805');
CREATE TABLE download (
	id INTEGER NOT NULL, 
	info_hash VARCHAR(64) NOT NULL, 
	release JSON NOT NULL, 
	folder TEXT NOT NULL, 
	size BIGINT, 
	done BIGINT NOT NULL, 
	moved_at DATETIME NOT NULL, 
	added_at DATETIME NOT NULL, 
	removed_at DATETIME, 
	CONSTRAINT pk_download PRIMARY KEY (id), 
	CONSTRAINT uq_download_info_hash UNIQUE (info_hash)
);
INSERT INTO "download" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','{"title": "Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR", "indexer": "fair", "link": "", "info_hash": "", "guid": "Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR", "size": 1500000000, "seeders": 20, "peers": null, "published_at": "2026-11-26T14:34:58.301920Z", "page_url": "", "tvdb_id": null, "tvmaze_id": null, "imdb_id": null, "free_to_share": false, "min_ratio": null, "min_seed_time": null, "download_factor": null}','/downloads',1500000000,1500000000,'2026-11-26 18:34:58.418805','2026-11-26 18:34:58.418805',NULL);
CREATE TABLE download_job (
	download_id INTEGER NOT NULL, 
	job_id INTEGER NOT NULL, 
	file_index INTEGER, 
	CONSTRAINT pk_download_job PRIMARY KEY (download_id, job_id), 
	CONSTRAINT fk_download_job_download_id FOREIGN KEY(download_id) REFERENCES download (id) ON DELETE CASCADE, 
	CONSTRAINT fk_download_job_job_id FOREIGN KEY(job_id) REFERENCES job (id) ON DELETE CASCADE
);
INSERT INTO "download_job" VALUES(1,1,0);
CREATE TABLE episode (
	id INTEGER NOT NULL, 
	show_id INTEGER NOT NULL, 
	season INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	title VARCHAR(300) NOT NULL, 
	absolute INTEGER, 
	airs_at DATETIME, 
	air_date DATE, 
	runtime FLOAT, 
	overview TEXT NOT NULL, 
	image_url TEXT NOT NULL, 
	tvdb_id INTEGER, 
	tvmaze_id INTEGER, 
	CONSTRAINT pk_episode PRIMARY KEY (id), 
	CONSTRAINT fk_episode_show_id FOREIGN KEY(show_id) REFERENCES show (id) ON DELETE CASCADE, 
	CONSTRAINT uq_episode_show_id UNIQUE (show_id, season, number)
);
INSERT INTO "episode" VALUES(1,1,1,1,'Low Tide',NULL,'2026-11-26 13:34:58.215309',NULL,3000.0,'','',NULL,NULL);
INSERT INTO "episode" VALUES(2,1,1,2,'Low Tide',NULL,'2026-11-26 13:34:58.215336',NULL,3000.0,'','',NULL,NULL);
INSERT INTO "episode" VALUES(3,1,1,3,'Low Tide',NULL,'2026-11-26 13:34:58.215339',NULL,3000.0,'','',NULL,NULL);
CREATE TABLE feed (
	indexer VARCHAR(80) NOT NULL, 
	look_at DATETIME NOT NULL, 
	asked_at DATETIME, 
	since DATETIME, 
	newest JSON NOT NULL, 
	failures INTEGER NOT NULL, 
	rest_until DATETIME, 
	CONSTRAINT pk_feed PRIMARY KEY (indexer)
);
INSERT INTO "feed" VALUES('fair','2026-11-26 18:34:58.418805',NULL,NULL,'["x"]',0,NULL);
CREATE TABLE health (
	system VARCHAR(80) NOT NULL, 
	problem VARCHAR(20) NOT NULL, 
	text TEXT NOT NULL, 
	since DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_health PRIMARY KEY (system)
);
INSERT INTO "health" VALUES('fair','','','2026-11-26 18:34:58.321022','2026-11-26 18:34:58.321022');
INSERT INTO "health" VALUES('unreachable','Unreachable','it said Unreachable','2026-11-26 18:34:58.423205','2026-11-26 18:34:58.423205');
INSERT INTO "health" VALUES('refused','Refused','it said Refused','2026-11-26 18:34:58.424121','2026-11-26 18:34:58.424121');
INSERT INTO "health" VALUES('missing','Missing','it said Missing','2026-11-26 18:34:58.424923','2026-11-26 18:34:58.424923');
INSERT INTO "health" VALUES('nonsense','Nonsense','it said Nonsense','2026-11-26 18:34:58.425711','2026-11-26 18:34:58.425711');
CREATE TABLE invite (
	id INTEGER NOT NULL, 
	code_hash VARCHAR(64) NOT NULL, 
	role VARCHAR(24) NOT NULL, 
	uses_left INTEGER NOT NULL, 
	expires_at DATETIME NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_invite PRIMARY KEY (id), 
	CONSTRAINT uq_invite_code_hash UNIQUE (code_hash)
);
INSERT INTO "invite" VALUES(1,'ffd3d14a0a1b0b09bd3fc394cda50162c9e36d09968de200cf47e5724879db23','guest',1,'2027-11-26 18:34:58.420374','2026-11-26 18:34:58.420374');
CREATE TABLE job (
	id INTEGER NOT NULL, 
	episode_id INTEGER NOT NULL, 
	state VARCHAR(24) NOT NULL, 
	why VARCHAR(200) NOT NULL, 
	created_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	CONSTRAINT pk_job PRIMARY KEY (id), 
	CONSTRAINT fk_job_episode_id FOREIGN KEY(episode_id) REFERENCES episode (id) ON DELETE CASCADE
);
INSERT INTO "job" VALUES(1,1,'active','aired','2026-11-26 18:34:58.241631',NULL);
INSERT INTO "job" VALUES(2,2,'active','aired','2026-11-26 18:34:58.242878',NULL);
INSERT INTO "job" VALUES(3,3,'active','aired','2026-11-26 18:34:58.251320',NULL);
CREATE TABLE media_file (
	id INTEGER NOT NULL, 
	episode_id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	duration FLOAT NOT NULL, 
	release TEXT NOT NULL, 
	info_hash VARCHAR(64) NOT NULL, 
	subtitles JSON NOT NULL, 
	filed_at DATETIME NOT NULL, 
	replaced_at DATETIME, 
	CONSTRAINT pk_media_file PRIMARY KEY (id), 
	CONSTRAINT fk_media_file_episode_id FOREIGN KEY(episode_id) REFERENCES episode (id) ON DELETE CASCADE
);
INSERT INTO "media_file" VALUES(1,1,'/library/Lantern Row (2026)/Season 01/Lantern Row - S01E01.mkv',1500000000,3000.0,'Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','["en"]','2026-11-26 18:34:58.418805',NULL);
CREATE TABLE message (
	id INTEGER NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	person_id INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	payload JSON NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	due_at DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	telegram_message_id BIGINT, 
	rendered JSON, 
	bundle INTEGER, 
	after_message_id BIGINT, 
	after_any_id BIGINT, 
	error TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	sent_at DATETIME, 
	CONSTRAINT pk_message PRIMARY KEY (id), 
	CONSTRAINT fk_message_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE, 
	CONSTRAINT uq_message_key UNIQUE ("key")
);
INSERT INTO "message" VALUES(1,'hello',2,'Trouble','{"system": "tvdb", "text": "the key is refused"}','queued','2026-11-26 18:34:58.420985',0,NULL,NULL,NULL,NULL,NULL,'','2026-11-26 18:34:58.420985',NULL);
CREATE TABLE note (
	"key" VARCHAR(120) NOT NULL, 
	value JSON NOT NULL, 
	CONSTRAINT pk_note PRIMARY KEY ("key")
);
INSERT INTO "note" VALUES('season 1 1 fair','"2026-11-26T18:34:58.309645+00:00"');
INSERT INTO "note" VALUES('bot.key','"0000000000000000000000000000000000000000000000000000000000000000"');
CREATE TABLE offer (
	id INTEGER NOT NULL, 
	show_id INTEGER NOT NULL, 
	release_key VARCHAR(400) NOT NULL, 
	release JSON NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_offer PRIMARY KEY (id), 
	CONSTRAINT fk_offer_show_id FOREIGN KEY(show_id) REFERENCES show (id) ON DELETE CASCADE, 
	CONSTRAINT uq_offer_show_id UNIQUE (show_id, release_key)
);
INSERT INTO "offer" VALUES(1,1,'k','{"title": "Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR", "indexer": "fair", "link": "", "info_hash": "", "guid": "Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR", "size": 1500000000, "seeders": 20, "peers": null, "published_at": "2026-11-26T14:34:58.301920Z", "page_url": "", "tvdb_id": null, "tvmaze_id": null, "imdb_id": null, "free_to_share": false, "min_ratio": null, "min_seed_time": null, "download_factor": null}','2026-11-26 18:34:58.418805');
CREATE TABLE person (
	id INTEGER NOT NULL, 
	telegram_id BIGINT NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	role VARCHAR(24) NOT NULL, 
	time_zone VARCHAR(64) DEFAULT 'UTC' NOT NULL, 
	language VARCHAR(16) DEFAULT 'en' NOT NULL, 
	quiet_from VARCHAR(5) DEFAULT '' NOT NULL, 
	quiet_to VARCHAR(5) DEFAULT '' NOT NULL, 
	digest_at VARCHAR(5) DEFAULT '' NOT NULL, 
	player_user VARCHAR(100) DEFAULT '' NOT NULL, 
	most_shows INTEGER, 
	most_bytes_a_week BIGINT, 
	last_message_id BIGINT, 
	CONSTRAINT pk_person PRIMARY KEY (id), 
	CONSTRAINT uq_person_telegram_id UNIQUE (telegram_id)
);
INSERT INTO "person" VALUES(1,1,'Ada','owner','UTC','en','','','','',NULL,NULL,NULL);
INSERT INTO "person" VALUES(2,2,'Ben','member','UTC','en','','','','',NULL,NULL,NULL);
CREATE TABLE show (
	id INTEGER NOT NULL, 
	title VARCHAR(300) NOT NULL, 
	year INTEGER, 
	tvdb_id INTEGER, 
	tvmaze_id INTEGER, 
	imdb_id VARCHAR(16), 
	aliases JSON NOT NULL, 
	kind VARCHAR(24) NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	network VARCHAR(100) NOT NULL, 
	country VARCHAR(8) NOT NULL, 
	language VARCHAR(16) NOT NULL, 
	overview TEXT NOT NULL, 
	poster_url TEXT NOT NULL, 
	runtime FLOAT, 
	refreshed_at DATETIME, 
	look_at DATETIME, 
	CONSTRAINT pk_show PRIMARY KEY (id), 
	CONSTRAINT uq_show_imdb_id UNIQUE (imdb_id), 
	CONSTRAINT uq_show_tvdb_id UNIQUE (tvdb_id), 
	CONSTRAINT uq_show_tvmaze_id UNIQUE (tvmaze_id)
);
INSERT INTO "show" VALUES(1,'Lantern Row',2026,NULL,1,NULL,'[]','standard','','','','en','','',3000.0,NULL,'2026-11-26 18:34:58.240455');
CREATE TABLE step_run (
	id INTEGER NOT NULL, 
	job_id INTEGER NOT NULL, 
	step VARCHAR(40) NOT NULL, 
	lane VARCHAR(10) NOT NULL, 
	state VARCHAR(24) NOT NULL, 
	failures INTEGER NOT NULL, 
	due_at DATETIME, 
	rung_at DATETIME, 
	begun_at DATETIME, 
	lease VARCHAR(40), 
	lease_until DATETIME, 
	worker VARCHAR(120) NOT NULL, 
	progress FLOAT, 
	seconds_left FLOAT, 
	reason TEXT NOT NULL, 
	remedies JSON NOT NULL, 
	result JSON, 
	memo JSON NOT NULL, 
	finished_at DATETIME, 
	CONSTRAINT pk_step_run PRIMARY KEY (id), 
	CONSTRAINT fk_step_run_job_id FOREIGN KEY(job_id) REFERENCES job (id) ON DELETE CASCADE, 
	CONSTRAINT uq_step_run_job_id UNIQUE (job_id, step)
);
INSERT INTO "step_run" VALUES(1,1,'check','io','done',0,NULL,NULL,'2026-11-26 18:34:58.241631',NULL,NULL,'test',1.0,NULL,'','[]','{"aired_at": "2026-11-26T13:34:58.260704Z", "followers": 1}','{}','2026-11-26 18:34:58.272217');
INSERT INTO "step_run" VALUES(2,1,'fetch','io','done',0,NULL,NULL,'2026-11-26 18:34:58.274575',NULL,NULL,'test',1.0,NULL,'','[]','{"release": {"title": "Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR", "indexer": "fair", "link": "", "info_hash": "", "guid": "Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR", "size": 1500000000, "seeders": 20, "peers": null, "published_at": "2026-11-26T14:34:58.301920Z", "page_url": "", "tvdb_id": null, "tvmaze_id": null, "imdb_id": null, "free_to_share": false, "min_ratio": null, "min_seed_time": null, "download_factor": null}, "considered": 2, "why": "best of 2 suitable among 2 found"}','{}','2026-11-26 18:34:58.357921');
INSERT INTO "step_run" VALUES(3,1,'download','io','done',0,NULL,NULL,'2026-11-26 18:34:58.358707',NULL,NULL,'test',1.0,NULL,'','[]','{"info_hash": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "path": "/srv/Lantern.Row.S01E01.mkv", "release": {"title": "Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR", "indexer": "fair", "link": "", "info_hash": "", "guid": "Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR", "size": 1500000000, "seeders": 20, "peers": null, "published_at": "2026-11-26T14:34:58.301920Z", "page_url": "", "tvdb_id": null, "tvmaze_id": null, "imdb_id": null, "free_to_share": false, "min_ratio": null, "min_seed_time": null, "download_factor": null}}','{}','2026-11-26 18:34:58.378259');
INSERT INTO "step_run" VALUES(4,1,'transcode','heavy','done',0,NULL,NULL,'2026-11-26 18:34:58.379387',NULL,NULL,'test',1.0,NULL,'','[]','{"path": "/srv/out.mkv", "source": "/srv/Lantern.Row.S01E01.mkv", "container": "matroska", "untouched": false, "why": "the screens do not play AC-3", "duration": 3000.0, "extracted": []}','{}','2026-11-26 18:34:58.388747');
INSERT INTO "step_run" VALUES(5,1,'subtitles','io','done',0,NULL,NULL,'2026-11-26 18:34:58.379387',NULL,NULL,'test',1.0,NULL,'','[]','{"files": [{"path": "/srv/out.en.srt", "suffix": ".en.srt", "language": "en", "provider": ""}], "embedded": [], "missing": ["es"]}','{}','2026-11-26 18:34:58.394420');
INSERT INTO "step_run" VALUES(6,1,'file','io','done',0,NULL,NULL,'2026-11-26 18:34:58.395056',NULL,NULL,'test',1.0,NULL,'','[]','{"path": "/library/Lantern Row (2026)/Season 01/Lantern Row - S01E01.mkv", "size": 1500000000, "duration": 3000.0, "subtitles": ["en"], "subtitles_missing": [], "linked": false}','{}','2026-11-26 18:34:58.401450');
INSERT INTO "step_run" VALUES(7,1,'refresh','io','due',0,'2026-11-26 18:34:58.402125',NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(8,1,'notify','io','waiting',0,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(9,2,'check','io','done',0,NULL,NULL,'2026-11-26 18:34:58.242878',NULL,NULL,'test',1.0,NULL,'','[]','{"aired_at": "2026-11-26T13:34:58.282735Z", "followers": 1}','{}','2026-11-26 18:34:58.291806');
INSERT INTO "step_run" VALUES(10,2,'fetch','io','due',0,'2026-11-26 18:34:58.416592',NULL,NULL,NULL,NULL,'test',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(11,2,'download','io','waiting',0,NULL,NULL,NULL,NULL,NULL,'test',NULL,NULL,'it is not this episode','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(12,2,'transcode','heavy','waiting',0,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(13,2,'subtitles','io','waiting',0,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(14,2,'file','io','waiting',0,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(15,2,'refresh','io','waiting',0,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(16,2,'notify','io','waiting',0,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(17,3,'check','io','done',0,NULL,NULL,'2026-11-26 18:34:58.251320',NULL,NULL,'test',1.0,NULL,'','[]','{"aired_at": "2026-11-26T13:34:58.295451Z", "followers": 1}','{}','2026-11-26 18:34:58.300548');
INSERT INTO "step_run" VALUES(18,3,'fetch','io','due',0,'2026-11-26 18:34:58.301159',NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(19,3,'download','io','waiting',0,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(20,3,'transcode','heavy','waiting',0,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(21,3,'subtitles','io','waiting',0,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(22,3,'file','io','waiting',0,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(23,3,'refresh','io','waiting',0,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
INSERT INTO "step_run" VALUES(24,3,'notify','io','waiting',0,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,'','[]',NULL,'{}',NULL);
CREATE TABLE subscription (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	show_id INTEGER NOT NULL, 
	from_season INTEGER NOT NULL, 
	from_number INTEGER NOT NULL, 
	from_at DATETIME, 
	until_season INTEGER, 
	until_number INTEGER, 
	languages JSON NOT NULL, 
	profile VARCHAR(60) NOT NULL, 
	muted BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_subscription PRIMARY KEY (id), 
	CONSTRAINT fk_subscription_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE, 
	CONSTRAINT fk_subscription_show_id FOREIGN KEY(show_id) REFERENCES show (id) ON DELETE CASCADE, 
	CONSTRAINT uq_subscription_person_id UNIQUE (person_id, show_id)
);
INSERT INTO "subscription" VALUES(1,1,1,1,1,NULL,NULL,NULL,'[]','',0,'2026-11-26 18:34:58.239647');
CREATE TABLE verdict (
	id INTEGER NOT NULL, 
	episode_id INTEGER NOT NULL, 
	release_key VARCHAR(400) NOT NULL, 
	release JSON NOT NULL, 
	rule VARCHAR(60) NOT NULL, 
	reason TEXT NOT NULL, 
	score JSON NOT NULL, 
	chosen BOOLEAN NOT NULL, 
	first_seen_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_verdict PRIMARY KEY (id), 
	CONSTRAINT fk_verdict_episode_id FOREIGN KEY(episode_id) REFERENCES episode (id) ON DELETE CASCADE, 
	CONSTRAINT uq_verdict_episode_id UNIQUE (episode_id, release_key)
);
INSERT INTO "verdict" VALUES(1,1,'fair:Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR','{"title": "Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR", "indexer": "fair", "link": "", "info_hash": "", "guid": "Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR", "size": 1500000000, "seeders": 20, "peers": null, "published_at": "2026-11-26T14:34:58.301920Z", "page_url": "", "tvdb_id": null, "tvmaze_id": null, "imdb_id": null, "free_to_share": false, "min_ratio": null, "min_seed_time": null, "download_factor": null}','','','[1080, 5, 2, 1, 0, 0, 0, 4, -1500]',1,'2026-11-26 18:34:58.337436','2026-11-26 18:34:58.337436');
INSERT INTO "verdict" VALUES(2,1,'fair:Lantern.Row.S01E01.CAM-FAIR','{"title": "Lantern.Row.S01E01.CAM-FAIR", "indexer": "fair", "link": "", "info_hash": "", "guid": "Lantern.Row.S01E01.CAM-FAIR", "size": 1500000000, "seeders": 20, "peers": null, "published_at": "2026-11-26T14:34:58.301940Z", "page_url": "", "tvdb_id": null, "tvmaze_id": null, "imdb_id": null, "free_to_share": false, "min_ratio": null, "min_seed_time": null, "download_factor": null}','','','[480, 0, 1, 1, 0, 0, 0, 4, -1500]',0,'2026-11-26 18:34:58.337436','2026-11-26 18:34:58.337436');
INSERT INTO "verdict" VALUES(3,2,'fair:Lantern.Row.S01E02.1080p.WEB-DL.H.264-FAIR','{"title": "Lantern.Row.S01E02.1080p.WEB-DL.H.264-FAIR", "indexer": "fair", "link": "", "info_hash": "", "guid": "Lantern.Row.S01E02.1080p.WEB-DL.H.264-FAIR", "size": 1500000000, "seeders": 20, "peers": null, "published_at": "2026-11-26T14:34:58.403420Z", "page_url": "", "tvdb_id": null, "tvmaze_id": null, "imdb_id": null, "free_to_share": false, "min_ratio": null, "min_seed_time": null, "download_factor": null}','','','[1080, 5, 2, 1, 0, 0, 1, 4, -1500]',1,'2026-11-26 18:34:58.407340','2026-11-26 18:34:58.407340');
CREATE INDEX ix_show_look_at ON show (look_at);
CREATE INDEX ix_dialog_created_at ON dialog (created_at);
CREATE INDEX ix_dialog_kind ON dialog (kind);
CREATE INDEX ix_episode_airs_at ON episode (airs_at);
CREATE INDEX ix_message_bundle ON message (bundle);
CREATE INDEX ix_message_due ON message (state, due_at);
CREATE INDEX ix_message_person ON message (person_id);
CREATE INDEX ix_message_telegram ON message (telegram_message_id);
CREATE INDEX ix_offer_seen_at ON offer (seen_at);
CREATE INDEX ix_subscription_show ON subscription (show_id);
CREATE INDEX ix_block_episode_id ON block (episode_id);
CREATE INDEX ix_job_episode ON job (episode_id);
CREATE INDEX ix_job_state ON job (state);
CREATE UNIQUE INDEX uq_job_active ON job (episode_id) WHERE state = 'active';
CREATE INDEX ix_media_file_episode ON media_file (episode_id);
CREATE INDEX ix_media_file_filed ON media_file (filed_at);
CREATE INDEX ix_step_run_due ON step_run (state, due_at);
COMMIT;
