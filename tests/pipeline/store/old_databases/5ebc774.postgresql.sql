CREATE TABLE download (
    id SERIAL NOT NULL, 
    info_hash VARCHAR(64) NOT NULL, 
    release JSON NOT NULL, 
    folder TEXT NOT NULL, 
    size BIGINT, 
    done BIGINT NOT NULL, 
    moved_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    added_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    removed_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_download PRIMARY KEY (id), 
    CONSTRAINT uq_download_info_hash UNIQUE (info_hash)
);

CREATE TABLE feed (
    indexer VARCHAR(80) NOT NULL, 
    look_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    asked_at TIMESTAMP WITH TIME ZONE, 
    since TIMESTAMP WITH TIME ZONE, 
    newest JSON NOT NULL, 
    failures INTEGER NOT NULL, 
    rest_until TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_feed PRIMARY KEY (indexer)
);

CREATE TABLE health (
    system VARCHAR(80) NOT NULL, 
    problem VARCHAR(20) NOT NULL, 
    text TEXT NOT NULL, 
    since TIMESTAMP WITH TIME ZONE NOT NULL, 
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_health PRIMARY KEY (system)
);

CREATE TABLE invite (
    id SERIAL NOT NULL, 
    code_hash VARCHAR(64) NOT NULL, 
    role VARCHAR(24) NOT NULL, 
    uses_left INTEGER NOT NULL, 
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_invite PRIMARY KEY (id), 
    CONSTRAINT uq_invite_code_hash UNIQUE (code_hash)
);

CREATE TABLE note (
    key VARCHAR(120) NOT NULL, 
    value JSON NOT NULL, 
    CONSTRAINT pk_note PRIMARY KEY (key)
);

CREATE TABLE person (
    id SERIAL NOT NULL, 
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

CREATE TABLE show (
    id SERIAL NOT NULL, 
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
    refreshed_at TIMESTAMP WITH TIME ZONE, 
    look_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_show PRIMARY KEY (id), 
    CONSTRAINT uq_show_imdb_id UNIQUE (imdb_id), 
    CONSTRAINT uq_show_tvdb_id UNIQUE (tvdb_id), 
    CONSTRAINT uq_show_tvmaze_id UNIQUE (tvmaze_id)
);

CREATE INDEX ix_show_look_at ON show (look_at);

CREATE TABLE dialog (
    id SERIAL NOT NULL, 
    person_id INTEGER NOT NULL, 
    kind VARCHAR(20) NOT NULL, 
    value JSON NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_dialog PRIMARY KEY (id), 
    CONSTRAINT fk_dialog_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
);

CREATE INDEX ix_dialog_created_at ON dialog (created_at);

CREATE INDEX ix_dialog_kind ON dialog (kind);

CREATE TABLE episode (
    id SERIAL NOT NULL, 
    show_id INTEGER NOT NULL, 
    season INTEGER NOT NULL, 
    number INTEGER NOT NULL, 
    title VARCHAR(300) NOT NULL, 
    absolute INTEGER, 
    airs_at TIMESTAMP WITH TIME ZONE, 
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

CREATE INDEX ix_episode_airs_at ON episode (airs_at);

CREATE TABLE message (
    id SERIAL NOT NULL, 
    key VARCHAR(200) NOT NULL, 
    person_id INTEGER NOT NULL, 
    kind VARCHAR(40) NOT NULL, 
    payload JSON NOT NULL, 
    state VARCHAR(12) NOT NULL, 
    due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    attempts INTEGER NOT NULL, 
    telegram_message_id BIGINT, 
    rendered JSON, 
    bundle INTEGER, 
    after_message_id BIGINT, 
    after_any_id BIGINT, 
    error TEXT NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    sent_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_message PRIMARY KEY (id), 
    CONSTRAINT fk_message_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE, 
    CONSTRAINT uq_message_key UNIQUE (key)
);

CREATE INDEX ix_message_bundle ON message (bundle);

CREATE INDEX ix_message_due ON message (state, due_at);

CREATE INDEX ix_message_person ON message (person_id);

CREATE INDEX ix_message_telegram ON message (telegram_message_id);

CREATE TABLE offer (
    id SERIAL NOT NULL, 
    show_id INTEGER NOT NULL, 
    release_key VARCHAR(400) NOT NULL, 
    release JSON NOT NULL, 
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_offer PRIMARY KEY (id), 
    CONSTRAINT fk_offer_show_id FOREIGN KEY(show_id) REFERENCES show (id) ON DELETE CASCADE, 
    CONSTRAINT uq_offer_show_id UNIQUE (show_id, release_key)
);

CREATE INDEX ix_offer_seen_at ON offer (seen_at);

CREATE TABLE subscription (
    id SERIAL NOT NULL, 
    person_id INTEGER NOT NULL, 
    show_id INTEGER NOT NULL, 
    from_season INTEGER NOT NULL, 
    from_number INTEGER NOT NULL, 
    from_at TIMESTAMP WITH TIME ZONE, 
    until_season INTEGER, 
    until_number INTEGER, 
    languages JSON NOT NULL, 
    profile VARCHAR(60) NOT NULL, 
    muted BOOLEAN NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_subscription PRIMARY KEY (id), 
    CONSTRAINT fk_subscription_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE, 
    CONSTRAINT fk_subscription_show_id FOREIGN KEY(show_id) REFERENCES show (id) ON DELETE CASCADE, 
    CONSTRAINT uq_subscription_person_id UNIQUE (person_id, show_id)
);

CREATE INDEX ix_subscription_show ON subscription (show_id);

CREATE TABLE block (
    id SERIAL NOT NULL, 
    episode_id INTEGER NOT NULL, 
    release_key VARCHAR(400) NOT NULL, 
    info_hash VARCHAR(64) NOT NULL, 
    title TEXT NOT NULL, 
    reason TEXT NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    until TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_block PRIMARY KEY (id), 
    CONSTRAINT fk_block_episode_id FOREIGN KEY(episode_id) REFERENCES episode (id) ON DELETE CASCADE, 
    CONSTRAINT uq_block_episode_id UNIQUE (episode_id, release_key)
);

CREATE INDEX ix_block_episode_id ON block (episode_id);

CREATE TABLE job (
    id SERIAL NOT NULL, 
    episode_id INTEGER NOT NULL, 
    state VARCHAR(24) NOT NULL, 
    why VARCHAR(200) NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    finished_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_job PRIMARY KEY (id), 
    CONSTRAINT fk_job_episode_id FOREIGN KEY(episode_id) REFERENCES episode (id) ON DELETE CASCADE
);

CREATE INDEX ix_job_episode ON job (episode_id);

CREATE INDEX ix_job_state ON job (state);

CREATE UNIQUE INDEX uq_job_active ON job (episode_id) WHERE state = 'active';

CREATE TABLE media_file (
    id SERIAL NOT NULL, 
    episode_id INTEGER NOT NULL, 
    path TEXT NOT NULL, 
    size BIGINT NOT NULL, 
    duration FLOAT NOT NULL, 
    release TEXT NOT NULL, 
    info_hash VARCHAR(64) NOT NULL, 
    subtitles JSON NOT NULL, 
    filed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    replaced_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_media_file PRIMARY KEY (id), 
    CONSTRAINT fk_media_file_episode_id FOREIGN KEY(episode_id) REFERENCES episode (id) ON DELETE CASCADE
);

CREATE INDEX ix_media_file_episode ON media_file (episode_id);

CREATE INDEX ix_media_file_filed ON media_file (filed_at);

CREATE TABLE verdict (
    id SERIAL NOT NULL, 
    episode_id INTEGER NOT NULL, 
    release_key VARCHAR(400) NOT NULL, 
    release JSON NOT NULL, 
    rule VARCHAR(60) NOT NULL, 
    reason TEXT NOT NULL, 
    score JSON NOT NULL, 
    chosen BOOLEAN NOT NULL, 
    first_seen_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_verdict PRIMARY KEY (id), 
    CONSTRAINT fk_verdict_episode_id FOREIGN KEY(episode_id) REFERENCES episode (id) ON DELETE CASCADE, 
    CONSTRAINT uq_verdict_episode_id UNIQUE (episode_id, release_key)
);

CREATE TABLE download_job (
    download_id INTEGER NOT NULL, 
    job_id INTEGER NOT NULL, 
    file_index INTEGER, 
    CONSTRAINT pk_download_job PRIMARY KEY (download_id, job_id), 
    CONSTRAINT fk_download_job_download_id FOREIGN KEY(download_id) REFERENCES download (id) ON DELETE CASCADE, 
    CONSTRAINT fk_download_job_job_id FOREIGN KEY(job_id) REFERENCES job (id) ON DELETE CASCADE
);

CREATE TABLE step_run (
    id SERIAL NOT NULL, 
    job_id INTEGER NOT NULL, 
    step VARCHAR(40) NOT NULL, 
    lane VARCHAR(10) NOT NULL, 
    state VARCHAR(24) NOT NULL, 
    failures INTEGER NOT NULL, 
    due_at TIMESTAMP WITH TIME ZONE, 
    rung_at TIMESTAMP WITH TIME ZONE, 
    begun_at TIMESTAMP WITH TIME ZONE, 
    lease VARCHAR(40), 
    lease_until TIMESTAMP WITH TIME ZONE, 
    worker VARCHAR(120) NOT NULL, 
    progress FLOAT, 
    seconds_left FLOAT, 
    reason TEXT NOT NULL, 
    remedies JSON NOT NULL, 
    result JSON, 
    memo JSON NOT NULL, 
    finished_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_step_run PRIMARY KEY (id), 
    CONSTRAINT fk_step_run_job_id FOREIGN KEY(job_id) REFERENCES job (id) ON DELETE CASCADE, 
    CONSTRAINT uq_step_run_job_id UNIQUE (job_id, step)
);

CREATE INDEX ix_step_run_due ON step_run (state, due_at);

CREATE TABLE watched (
    id SERIAL NOT NULL, 
    episode_id INTEGER NOT NULL, 
    file_id INTEGER NOT NULL, 
    state VARCHAR(24) NOT NULL, 
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    batch BIGINT, 
    moved JSON NOT NULL, 
    worker VARCHAR(120) NOT NULL, 
    tell_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_watched PRIMARY KEY (id), 
    CONSTRAINT fk_watched_episode_id FOREIGN KEY(episode_id) REFERENCES episode (id) ON DELETE CASCADE, 
    CONSTRAINT fk_watched_file_id FOREIGN KEY(file_id) REFERENCES media_file (id) ON DELETE CASCADE, 
    CONSTRAINT uq_watched_episode_id UNIQUE (episode_id)
);

CREATE INDEX ix_watched_batch ON watched (batch);

CREATE INDEX ix_watched_file_id ON watched (file_id);

CREATE INDEX ix_watched_state ON watched (state);

CREATE INDEX ix_watched_tell_at ON watched (tell_at);

CREATE TABLE attempt (
    id SERIAL NOT NULL, 
    step_run_id INTEGER NOT NULL, 
    number INTEGER NOT NULL, 
    worker VARCHAR(120) NOT NULL, 
    started_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    finished_at TIMESTAMP WITH TIME ZONE, 
    outcome VARCHAR(16) NOT NULL, 
    reason TEXT NOT NULL, 
    log TEXT NOT NULL, 
    CONSTRAINT pk_attempt PRIMARY KEY (id), 
    CONSTRAINT fk_attempt_step_run_id FOREIGN KEY(step_run_id) REFERENCES step_run (id) ON DELETE CASCADE, 
    CONSTRAINT uq_attempt_step_run_id UNIQUE (step_run_id, number)
);

CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY);
INSERT INTO alembic_version VALUES ('0001');
