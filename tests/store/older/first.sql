-- A database as the first version of the store wrote it: notices, one revised, one withdrawn, one refused.

CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE notices (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    date TEXT NOT NULL,
    number TEXT,
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    url_key TEXT NOT NULL,
    version INTEGER,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    run INTEGER,
    withdrawn TEXT,
    starter INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE former_ids (
    id TEXT PRIMARY KEY,
    notice INTEGER NOT NULL REFERENCES notices (row) ON DELETE CASCADE
);
CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    notice INTEGER NOT NULL REFERENCES notices (row) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    first_run INTEGER,
    last_seen TEXT,
    last_run INTEGER
);
CREATE TABLE identifiers (
    notice INTEGER NOT NULL REFERENCES notices (row) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    raw TEXT NOT NULL,
    sentence TEXT,
    until TEXT
);
CREATE TABLE links (
    notice TEXT NOT NULL,
    other TEXT NOT NULL,
    PRIMARY KEY (notice, other)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE notices_fts USING fts5 (
    title, names, codes, firms, rest, tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    started TEXT NOT NULL,
    finished TEXT,
    bytes INTEGER NOT NULL DEFAULT 0,
    rows INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    returned INTEGER NOT NULL DEFAULT 0,
    renumbered INTEGER NOT NULL DEFAULT 0,
    repeated INTEGER NOT NULL DEFAULT 0,
    quarantined INTEGER NOT NULL DEFAULT 0,
    error TEXT
);
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    reason TEXT NOT NULL,
    record TEXT NOT NULL,
    hash TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    run INTEGER NOT NULL,
    resolved TEXT,
    UNIQUE (source, hash)
);
CREATE TABLE responses (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL
);

INSERT INTO _sqlite_migrations VALUES
    (1, 'importsafety', 'notices_and_their_past', '2026-01-05T06:00:00+00:00'),
    (2, 'importsafety', 'runs_and_what_they_brought', '2026-01-05T06:00:00+00:00');
INSERT INTO notices VALUES
    (1, 'cpsc:24001', 'cpsc', 'recall', '2024-05-02', '24001', 'Acme Recalls Space Heaters Due to Fire Hazard', 'https://www.cpsc.gov/Recalls/2024/Space-Heater-24001', 'cpsc.gov/recalls/2024/space-heater-24001', 4, '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 2, NULL, 0),
    (2, 'cpsc:24002', 'cpsc', 'recall', '2024-05-02', '24002', 'Acme Recalls Space Heaters Due to Fire Hazard', 'https://www.cpsc.gov/Recalls/2024/Space-Heater-24002', 'cpsc.gov/recalls/2024/space-heater-24002', 2, '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 2, NULL, 0),
    (3, 'cpsc:24004', 'cpsc', 'recall', '2024-05-02', '24004', 'Acme Recalls Space Heaters Due to Fire Hazard', 'https://www.cpsc.gov/Recalls/2024/Space-Heater-24004', 'cpsc.gov/recalls/2024/space-heater-24004', 3, '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 1, '2026-01-05T06:00:00+00:00', 0);
INSERT INTO versions VALUES
    (1, 1, 'bd5305e997e76741215c46d34e253f271a6bfc2f5f65788ec7950751f864036a', '{"id":"cpsc:24001","source":"cpsc","kind":"recall","title":"Acme Recalls Space Heaters Due to Fire Hazard","date":"2024-05-02","url":"https://www.cpsc.gov/Recalls/2024/Space-Heater-24001","number":"24001","products":[{"name":"Space Heater","units":100}],"description":"Units with model number HC-24001.","identifiers":[{"kind":"model","value":"HC24001","raw":"HC-24001","sentence":"Units with model number HC-24001."}],"scope":[{"kind":"model","text":"Model HC-24001","sentence":"Units with model number HC-24001."}],"hazard_classes":["fire"],"firms":[{"name":"Acme Trading Co","role":"importer"}],"countries":["CN"],"units":100,"units_text":"About 100","images":[{"url":"https://www.cpsc.gov/s3fs-public/24001.jpg","caption":"Heater"}]}', '2026-01-05T06:00:00+00:00', 1, '2026-01-05T06:00:00+00:00', 1),
    (2, 2, '6ae9131b394c2ad4fcc6179415b195af808a7867d7d820ab205a919d25142e37', '{"id":"cpsc:24002","source":"cpsc","kind":"recall","title":"Acme Recalls Space Heaters Due to Fire Hazard","date":"2024-05-02","url":"https://www.cpsc.gov/Recalls/2024/Space-Heater-24002","number":"24002","products":[{"name":"Space Heater","units":100}],"description":"Units with model number HC-24002.","identifiers":[{"kind":"model","value":"HC24002","raw":"HC-24002","sentence":"Units with model number HC-24002."}],"scope":[{"kind":"model","text":"Model HC-24002","sentence":"Units with model number HC-24002."}],"hazard_classes":["fire"],"firms":[{"name":"Acme Trading Co","role":"importer"}],"countries":["CN"],"units":100,"units_text":"About 100","images":[{"url":"https://www.cpsc.gov/s3fs-public/24002.jpg","caption":"Heater"}]}', '2026-01-05T06:00:00+00:00', 1, NULL, NULL),
    (3, 3, 'abca566de82311ec4e44d0985bc746abc24f72b60e9be1cd7db3fed6c71b4b9c', '{"id":"cpsc:24004","source":"cpsc","kind":"recall","title":"Acme Recalls Space Heaters Due to Fire Hazard","date":"2024-05-02","url":"https://www.cpsc.gov/Recalls/2024/Space-Heater-24004","number":"24004","products":[{"name":"Space Heater","units":100}],"description":"Units with model number HC-24004.","identifiers":[{"kind":"model","value":"HC24004","raw":"HC-24004","sentence":"Units with model number HC-24004."}],"scope":[{"kind":"model","text":"Model HC-24004","sentence":"Units with model number HC-24004."}],"hazard_classes":["fire"],"firms":[{"name":"Acme Trading Co","role":"importer"}],"countries":["CN"],"units":100,"units_text":"About 100","images":[{"url":"https://www.cpsc.gov/s3fs-public/24004.jpg","caption":"Heater"}]}', '2026-01-05T06:00:00+00:00', 1, NULL, NULL),
    (4, 1, 'd71d484b0261a0312786b3dfefea599975e3b61d6ec6b23953701ce40d476a2b', '{"id":"cpsc:24001","source":"cpsc","kind":"recall","title":"Acme Recalls Space Heaters Due to Fire Hazard","date":"2024-05-02","url":"https://www.cpsc.gov/Recalls/2024/Space-Heater-24001","number":"24001","products":[{"name":"Space Heater","units":100}],"description":"Units with model number HC-24001 or HC-24011.","identifiers":[{"kind":"model","value":"HC24001","raw":"HC-24001","sentence":"Units with model number HC-24001 or HC-24011."},{"kind":"model","value":"HC24011","raw":"HC-24011","sentence":"Units with model number HC-24001 or HC-24011."}],"scope":[{"kind":"model","text":"Models HC-24001, HC-24011","sentence":"Units with model number HC-24001 or HC-24011."}],"hazard_classes":["fire"],"firms":[{"name":"Acme Trading Co","role":"importer"}],"countries":["CN"],"units":100,"units_text":"About 100","images":[{"url":"https://www.cpsc.gov/s3fs-public/24001.jpg","caption":"Heater"}]}', '2026-01-05T06:00:00+00:00', 2, NULL, NULL);
INSERT INTO identifiers VALUES
    (2, 'model', 'HC24002', 'HC-24002', 'Units with model number HC-24002.', NULL),
    (3, 'model', 'HC24004', 'HC-24004', 'Units with model number HC-24004.', NULL),
    (1, 'model', 'HC24001', 'HC-24001', 'Units with model number HC-24001 or HC-24011.', NULL),
    (1, 'model', 'HC24011', 'HC-24011', 'Units with model number HC-24001 or HC-24011.', NULL);
INSERT INTO notices_fts (rowid, title, names, codes, firms, rest) VALUES
    (1, 'Acme Recalls Space Heaters Due to Fire Hazard', 'Space Heater ', 'cpsc:24001' || char(10) || '24001' || char(10) || '24-001' || char(10) || '' || char(10) || 'HC-24001 HC24001 ' || char(10) || 'HC-24011 HC24011 ', 'Acme Trading Co', 'Units with model number HC-24001 or HC-24011.' || char(10) || 'fire' || char(10) || ''),
    (2, 'Acme Recalls Space Heaters Due to Fire Hazard', 'Space Heater ', 'cpsc:24002' || char(10) || '24002' || char(10) || '24-002' || char(10) || '' || char(10) || 'HC-24002 HC24002 ', 'Acme Trading Co', 'Units with model number HC-24002.' || char(10) || 'fire' || char(10) || ''),
    (3, 'Acme Recalls Space Heaters Due to Fire Hazard', 'Space Heater ', 'cpsc:24004' || char(10) || '24004' || char(10) || '24-004' || char(10) || '' || char(10) || 'HC-24004 HC24004 ', 'Acme Trading Co', 'Units with model number HC-24004.' || char(10) || 'fire' || char(10) || '');
INSERT INTO runs VALUES
    (1, 'cpsc', '/recalls.json', 'done', '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 0, 3, 3, 0, 0, 0, 0, 0, 0, 1, NULL),
    (2, 'cpsc', '/recalls.json', 'done', '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 0, 2, 0, 1, 1, 1, 0, 0, 0, 1, NULL);
INSERT INTO quarantine VALUES
    (1, 'cpsc', 'record 4', 'The record has no title.', '{"RecallNumber":"24005","RecallDate":"2024-05-02T00:00:00","Title":""}', '35fb50952ef26745ef9a2170ac8965f2027bbe0ba44ba2b68751f493252ed948', '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 1, '2026-01-05T06:00:00+00:00'),
    (2, 'cpsc', 'record 3', 'The record has no title.', '{"RecallNumber":"24005","RecallDate":"2024-05-02T00:00:00","Title":""}', '2331db7646beee76454e6cb3ba4ec55d10836c7d5fc0e088456f8b03b505854a', '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 2, NULL);
INSERT INTO responses VALUES
    (1, 1, 'cpsc', 'file:///recalls.json', 'c7e97ac30c33fa3bc25fc62e642c8edf24d800caf82e93bf3dded9fef73e796b', '2026-01-05T06:00:00+00:00', 'raw/cpsc/c7e97ac30c33fa3bc25fc62e642c8edf.gz', 1544),
    (2, 2, 'cpsc', 'file:///recalls.json', '666b07024343b60fb2428208103d1af7ad0435a7d8c4e50b7ee75633ccbde74b', '2026-01-05T06:00:00+00:00', 'raw/cpsc/666b07024343b60fb2428208103d1af7.gz', 1067);

CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX notices_by_source ON notices (source, date);
CREATE INDEX notices_by_date ON notices (date);
CREATE INDEX versions_by_notice ON versions (notice);
CREATE INDEX identifiers_by_value ON identifiers (value);
CREATE INDEX identifiers_by_notice ON identifiers (notice);
CREATE VIEW ids AS
    SELECT id, row AS notice FROM notices UNION ALL SELECT id, notice FROM former_ids;
CREATE VIEW records AS
    SELECT n.*, v.hash, v.body FROM notices n JOIN versions v ON v.id = n.version;
CREATE TRIGGER notices_deleted AFTER DELETE ON notices BEGIN
    DELETE FROM notices_fts WHERE rowid = old.row;
END;
CREATE INDEX runs_by_source ON runs (source, id);
CREATE INDEX responses_by_source ON responses (source, run);
