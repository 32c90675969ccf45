-- A database as a later version wrote it: watches and what they told, a memory, photos' hashes.

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
, mode TEXT NOT NULL DEFAULT 'full', version TEXT NOT NULL DEFAULT '', served TEXT);
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
, etag TEXT NOT NULL DEFAULT '', modified TEXT NOT NULL DEFAULT '');
CREATE TABLE absences (
    notice INTEGER NOT NULL REFERENCES notices (row) ON DELETE CASCADE,
    since TEXT NOT NULL,
    since_run INTEGER NOT NULL,
    until TEXT,
    until_run INTEGER
);
CREATE TABLE fields (
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    first_run INTEGER NOT NULL,
    last_run INTEGER NOT NULL,
    gone_run INTEGER,
    PRIMARY KEY (source, name)
) WITHOUT ROWID;
CREATE TABLE watches (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    email TEXT NOT NULL DEFAULT '',
    webhook TEXT NOT NULL DEFAULT '',
    secret TEXT NOT NULL,
    since INTEGER NOT NULL,
    absent_since INTEGER NOT NULL,
    created TEXT NOT NULL
);
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY,
    watch INTEGER NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    item TEXT NOT NULL,
    notice TEXT NOT NULL,
    news TEXT NOT NULL,
    body TEXT NOT NULL,
    created TEXT NOT NULL,
    seen TEXT,
    UNIQUE (watch, item, notice, news)
);
CREATE TABLE deliveries (
    alert INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    way TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    done TEXT,
    error TEXT,
    PRIMARY KEY (alert, way)
) WITHOUT ROWID;
CREATE TABLE memories (
    id INTEGER PRIMARY KEY,
    page TEXT NOT NULL,
    title TEXT NOT NULL,
    seller TEXT NOT NULL,
    shop TEXT NOT NULL,
    shop_id TEXT NOT NULL,
    photo BLOB NOT NULL,
    photo_version INTEGER NOT NULL,
    attributes BLOB NOT NULL,
    verdict TEXT NOT NULL,
    notices TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    UNIQUE (page, title, seller)
);
CREATE TABLE photos (
    url TEXT PRIMARY KEY,
    hashes BLOB,
    version INTEGER,
    etag TEXT NOT NULL DEFAULT '',
    modified TEXT NOT NULL DEFAULT '',
    asked TEXT,
    due TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    error TEXT
) WITHOUT ROWID;

INSERT INTO _sqlite_migrations VALUES
    (1, 'importsafety', 'notices_and_their_past', '2026-01-05T06:00:00+00:00'),
    (2, 'importsafety', 'runs_and_what_they_brought', '2026-01-05T06:00:00+00:00'),
    (3, 'importsafety', 'how_a_run_went_and_what_was_absent', '2026-01-05T06:00:00+00:00'),
    (4, 'importsafety', 'what_is_watched_and_what_it_told', '2026-01-05T06:00:00+00:00'),
    (5, 'importsafety', 'memories_of_matched_listings', '2026-01-05T06:00:00+00:00'),
    (6, 'importsafety', 'photos_by_their_hashes', '2026-01-05T06:00:00+00:00');
INSERT INTO notices VALUES
    (1, 'cpsc:24001', 'cpsc', 'recall', '2024-05-02', '24001', 'Acme Recalls Space Heaters Due to Fire Hazard', 'https://www.cpsc.gov/Recalls/2024/Space-Heater-24001', 'cpsc.gov/recalls/2024/space-heater-24001', 4, '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 2, NULL, 0),
    (2, 'cpsc:24002', 'cpsc', 'recall', '2024-05-02', '24002', 'Acme Recalls Space Heaters Due to Fire Hazard', 'https://www.cpsc.gov/Recalls/2024/Space-Heater-24002', 'cpsc.gov/recalls/2024/space-heater-24002', 2, '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 2, NULL, 0),
    (3, 'cpsc:24004', 'cpsc', 'recall', '2024-05-02', '24004', 'Acme Recalls Space Heaters Due to Fire Hazard', 'https://www.cpsc.gov/Recalls/2024/Space-Heater-24004', 'cpsc.gov/recalls/2024/space-heater-24004', 3, '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 1, '2026-01-05T06:00:00+00:00', 0);
INSERT INTO versions VALUES
    (1, 1, '7c16077c363c06a403edec7848c5c66de49440262e4d0c95370ee2887b56fa39', '{"id":"cpsc:24001","source":"cpsc","kind":"recall","title":"Acme Recalls Space Heaters Due to Fire Hazard","date":"2024-05-02","url":"https://www.cpsc.gov/Recalls/2024/Space-Heater-24001","number":"24001","products":[{"name":"Space Heater","units":100}],"description":"Units with model number HC-24001.","brands":["Acme"],"identifiers":[{"kind":"model","value":"HC24001","raw":"HC-24001","sentence":"Units with model number HC-24001."}],"scope":[{"kind":"model","text":"Model HC-24001","sentence":"Units with model number HC-24001."}],"hazard_classes":["fire"],"firms":[{"name":"Acme Trading Co","role":"importer"}],"countries":["CN"],"units":100,"units_text":"About 100","images":[{"url":"https://www.cpsc.gov/s3fs-public/24001.jpg","caption":"Heater"}]}', '2026-01-05T06:00:00+00:00', 1, '2026-01-05T06:00:00+00:00', 1),
    (2, 2, '5443201ff2a3d9be7a11d440af417fac3c26e73db018d53920f35510462b7366', '{"id":"cpsc:24002","source":"cpsc","kind":"recall","title":"Acme Recalls Space Heaters Due to Fire Hazard","date":"2024-05-02","url":"https://www.cpsc.gov/Recalls/2024/Space-Heater-24002","number":"24002","products":[{"name":"Space Heater","units":100}],"description":"Units with model number HC-24002.","brands":["Acme"],"identifiers":[{"kind":"model","value":"HC24002","raw":"HC-24002","sentence":"Units with model number HC-24002."}],"scope":[{"kind":"model","text":"Model HC-24002","sentence":"Units with model number HC-24002."}],"hazard_classes":["fire"],"firms":[{"name":"Acme Trading Co","role":"importer"}],"countries":["CN"],"units":100,"units_text":"About 100","images":[{"url":"https://www.cpsc.gov/s3fs-public/24002.jpg","caption":"Heater"}]}', '2026-01-05T06:00:00+00:00', 1, NULL, NULL),
    (3, 3, '6368e04e80d3d612166f7de5f1ad36352337a3bafd36bb3771171bd3d8bb7c79', '{"id":"cpsc:24004","source":"cpsc","kind":"recall","title":"Acme Recalls Space Heaters Due to Fire Hazard","date":"2024-05-02","url":"https://www.cpsc.gov/Recalls/2024/Space-Heater-24004","number":"24004","products":[{"name":"Space Heater","units":100}],"description":"Units with model number HC-24004.","brands":["Acme"],"identifiers":[{"kind":"model","value":"HC24004","raw":"HC-24004","sentence":"Units with model number HC-24004."}],"scope":[{"kind":"model","text":"Model HC-24004","sentence":"Units with model number HC-24004."}],"hazard_classes":["fire"],"firms":[{"name":"Acme Trading Co","role":"importer"}],"countries":["CN"],"units":100,"units_text":"About 100","images":[{"url":"https://www.cpsc.gov/s3fs-public/24004.jpg","caption":"Heater"}]}', '2026-01-05T06:00:00+00:00', 1, NULL, NULL),
    (4, 1, '6998855e89fc57b85e9cfa76850990ab95cefb66c66dd2ce9050bddbbfb94841', '{"id":"cpsc:24001","source":"cpsc","kind":"recall","title":"Acme Recalls Space Heaters Due to Fire Hazard","date":"2024-05-02","url":"https://www.cpsc.gov/Recalls/2024/Space-Heater-24001","number":"24001","products":[{"name":"Space Heater","units":100}],"description":"Units with model number HC-24001 or HC-24011.","brands":["Acme"],"identifiers":[{"kind":"model","value":"HC24001","raw":"HC-24001","sentence":"Units with model number HC-24001 or HC-24011."},{"kind":"model","value":"HC24011","raw":"HC-24011","sentence":"Units with model number HC-24001 or HC-24011."}],"scope":[{"kind":"model","text":"Models HC-24001, HC-24011","sentence":"Units with model number HC-24001 or HC-24011."}],"hazard_classes":["fire"],"firms":[{"name":"Acme Trading Co","role":"importer"}],"countries":["CN"],"units":100,"units_text":"About 100","images":[{"url":"https://www.cpsc.gov/s3fs-public/24001.jpg","caption":"Heater"}]}', '2026-01-05T06:00:00+00:00', 2, NULL, NULL);
INSERT INTO identifiers VALUES
    (2, 'model', 'HC24002', 'HC-24002', 'Units with model number HC-24002.', NULL),
    (3, 'model', 'HC24004', 'HC-24004', 'Units with model number HC-24004.', NULL),
    (1, 'model', 'HC24001', 'HC-24001', 'Units with model number HC-24001 or HC-24011.', NULL),
    (1, 'model', 'HC24011', 'HC-24011', 'Units with model number HC-24001 or HC-24011.', NULL);
INSERT INTO notices_fts (rowid, title, names, codes, firms, rest) VALUES
    (1, 'Acme Recalls Space Heaters Due to Fire Hazard', 'Acme' || char(10) || 'Space Heater ', 'cpsc:24001' || char(10) || '24001' || char(10) || '24-001' || char(10) || '' || char(10) || 'HC-24001 HC24001 ' || char(10) || 'HC-24011 HC24011 ', 'Acme Trading Co', 'Units with model number HC-24001 or HC-24011.' || char(10) || 'fire' || char(10) || ''),
    (2, 'Acme Recalls Space Heaters Due to Fire Hazard', 'Acme' || char(10) || 'Space Heater ', 'cpsc:24002' || char(10) || '24002' || char(10) || '24-002' || char(10) || '' || char(10) || 'HC-24002 HC24002 ', 'Acme Trading Co', 'Units with model number HC-24002.' || char(10) || 'fire' || char(10) || ''),
    (3, 'Acme Recalls Space Heaters Due to Fire Hazard', 'Acme' || char(10) || 'Space Heater ', 'cpsc:24004' || char(10) || '24004' || char(10) || '24-004' || char(10) || '' || char(10) || 'HC-24004 HC24004 ', 'Acme Trading Co', 'Units with model number HC-24004.' || char(10) || 'fire' || char(10) || '');
INSERT INTO runs VALUES
    (1, 'cpsc', '/recalls.json', 'done', '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 0, 3, 3, 0, 0, 0, 0, 0, 0, 1, NULL, 'full', '0.1.0', '2026-01-05T06:00:00+00:00'),
    (2, 'cpsc', '/recalls.json', 'done', '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 0, 2, 0, 1, 1, 1, 0, 0, 0, 1, NULL, 'full', '0.1.0', '2026-01-05T06:00:00+00:00');
INSERT INTO quarantine VALUES
    (1, 'cpsc', 'record 4', 'The record has no title.', '{"RecallNumber":"24005","RecallDate":"2024-05-02T00:00:00","Title":""}', '35fb50952ef26745ef9a2170ac8965f2027bbe0ba44ba2b68751f493252ed948', '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 1, '2026-01-05T06:00:00+00:00'),
    (2, 'cpsc', 'record 3', 'The record has no title.', '{"RecallNumber":"24005","RecallDate":"2024-05-02T00:00:00","Title":""}', '2331db7646beee76454e6cb3ba4ec55d10836c7d5fc0e088456f8b03b505854a', '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 2, NULL);
INSERT INTO responses VALUES
    (1, 1, 'cpsc', 'file:///recalls.json', 'c7e97ac30c33fa3bc25fc62e642c8edf24d800caf82e93bf3dded9fef73e796b', '2026-01-05T06:00:00+00:00', 'raw/cpsc/c7e97ac30c33fa3bc25fc62e642c8edf.gz', 1544, '', ''),
    (2, 2, 'cpsc', 'file:///recalls.json', '666b07024343b60fb2428208103d1af7ad0435a7d8c4e50b7ee75633ccbde74b', '2026-01-05T06:00:00+00:00', 'raw/cpsc/666b07024343b60fb2428208103d1af7.gz', 1067, '', '');
INSERT INTO absences VALUES
    (3, '2026-01-05T06:00:00+00:00', 2, NULL, NULL);
INSERT INTO watches VALUES
    (1, 'heaters', 'search', '{"words":"heater"}', '', '', 'a-secret', 4, 1, '2026-01-05T06:00:00+00:00'),
    (2, 'My heater', 'listing', '{"title":"Acme space heater","brand":"Acme","model":"HC-24001"}', 'buyer@example.org', '', 'a-secret', 4, 1, '2026-01-05T06:00:00+00:00');
INSERT INTO alerts VALUES
    (1, 1, 'heaters', 'cpsc:24001', 'revised 6998855e89fc57b85e9cfa76850990ab95cefb66c66dd2ce9050bddbbfb94841', '{"what":"revised","headline":"A notice that was changed: Acme Recalls Space Heaters Due to Fire Hazard","why":"matches the search heater","tier":null,"probability":null,"changed":["description","identifiers","scope"],"title":"Acme Recalls Space Heaters Due to Fire Hazard","date":"2024-05-02","kind":"recall","source":"cpsc","url":"https://www.cpsc.gov/Recalls/2024/Space-Heater-24001"}', '2026-01-05T06:00:00+00:00', NULL),
    (2, 1, 'heaters', 'cpsc:24004', 'withdrawn absence 1', '{"what":"withdrawn","headline":"A notice that the agency''s list no longer has: Acme Recalls Space Heaters Due to Fire Hazard","why":"matches the search heater","tier":null,"probability":null,"changed":[],"title":"Acme Recalls Space Heaters Due to Fire Hazard","date":"2024-05-02","kind":"recall","source":"cpsc","url":"https://www.cpsc.gov/Recalls/2024/Space-Heater-24004"}', '2026-01-05T06:00:00+00:00', NULL),
    (3, 2, 'Acme space heater', 'cpsc:24001', 'revised 6998855e89fc57b85e9cfa76850990ab95cefb66c66dd2ce9050bddbbfb94841', '{"what":"revised","headline":"A notice that was changed: Acme Recalls Space Heaters Due to Fire Hazard","why":"The notice names this brand: Acme.; The notice names this model: HC-24001.; The listing repeats words of the notice''s product name: space heater.","tier":"recalled","probability":0.958,"changed":["description","identifiers","scope"],"title":"Acme Recalls Space Heaters Due to Fire Hazard","date":"2024-05-02","kind":"recall","source":"cpsc","url":"https://www.cpsc.gov/Recalls/2024/Space-Heater-24001"}', '2026-01-05T06:00:00+00:00', NULL);
INSERT INTO deliveries VALUES
    (3, 'email', 1, NULL, 'no mail server is set: IMPORTSAFETY_SMTP=smtps://user:password@host:465 and IMPORTSAFETY_SMTP_FROM');
INSERT INTO memories VALUES
    (1, 'a1a1a1a1a1a1a1a1', 'b2b2b2b2b2b2b2b2', 'Beetle Shop', 'alibaba', 'beetle', x'', 0, x'', 'recalled', '["cpsc:24001"]', '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00');
INSERT INTO photos VALUES
    ('https://www.cpsc.gov/s3fs-public/24001.jpg', x'f9ab86c5ae383b1c45e2b865a34ace1c370bc8e554e3a78ba85c43a65639b1ceb603c7dc9936488c3673c1989966bfcf6492b23d636cc5139dd4721f27c9c126edaa59b3d5d544e2d0a39c35324531a329e38a74687c50e6d7a7574356313c5dbe23601be6d83ef7f213ec9941fcc0329876f9bc9ec0636c621d26c323199e68a7dbce84d8611a5b8e1f61a364808bec0e72929bf0670d2f2d19e6f837f24c5aa7dbce84f8619a5b8b3f71a3e49c49640e58b393e066190f482db3ac66f36c98a3dbce84f0619a5f8b3f65a1e58c0b609ed9f093e86e190fe66c37b04cd0980fa3dbce04f0639a5fc9366480c78c0f62929bf0670d2f2e19f7f03cd3c84c9367a7dbce84d8201a7b8a5f7127649c61e40f609799f0f299e7480fc92c33b766d8a3dbce84d8203a7b9a5f39377495618c4d640f98b6d0d6e01993c84f932db373ef248d7af1dc96819ee1614ced361a9c9ca4e32dc3d33a70ccd6260d49ad9370ef24cd2bc1de32849ee172c9616f63324ada1c26a52dc58f3329d9f0b252b64def24cd7bd1de32859ee163c965366b1a1c9e9424e58d93595bf0c2d226484ca7ef248d7bd1dc96859ee1634ce5364a9a1ca6b52dc199337048f2a6536d0d49b6ef248dfaf3dc9ea15a61612e8d321a8c9425e3d91af26864a40f3d2dd9f2b258ee6d9956e39994a59ec36358cd661a989cece769c3933ae1cc862459592893e2ee6d9956c398b4a59ec36359e9665a981caca56dc39b32435bc4a6566d194962ee6d99d6e39994a756c2697c8c661898b56de3931ac268e4a41e3929dba2b691ee6d8976c3d835ad9c8362d969666a56189cb46de59b92135bc1c2c6265f492cee6d9956939836ad9cc36358697c9e161898b56de3935ac23a65cc1e247959a8ee6d8976c1d837ad9ca772c3616567665a901c6ca52c851a3369dba0b6d7a419eb24cd1bf0c794b492ff604de11a4acb1f22e5a5b7c9182cd01ab2dee6b3684ae736ccb5c1ec32ce9ed1736065b165314d4d1c32a696c68f3934c9d09369b64eef06cc2bd0cf92d09ef8616ce5334b4b1e97b736e0c91b7848faa7416c0648b3ef06cc2bf0ce96d09a78610fe5331acf9cb7e124c8c83b7ac4d327064cb79178a792cca9d02732d29e7c336e64b061a94f651e93b692c6c039b6c85f936cb762a792ccadd06732d29e7c7166659961ad0e439793e0c293ec587fc27937606c91e736ccbdd1cc32d29e61612c65bf9f0f184e92b2e3cd19693d30c40f361e48d2e716cce9f3ce9ed34b6065be8c131a4e96b2e3cc19612c72860f3c96c9d1934cef06cc2bd0cf32d69ef8636c653363091ec79636e0c5930858fcc25937486cb7ef06cc2bd0cf32d69ef0726c652a61394acf1e37a587c4853b2cc8f8b358b644a792ccadd06792da9a7c6126e5994b651e53b392e0e4193e487fb72967824c99a792cc2df0439ada9a7c6127e5990b479e93f186c86c393fc65937804c93993da792cc2df0429edacb7c6583c7991e479692e16c097d2c33e7803d86c85d936ee36ccf506b426de097b21ccb9528e1cbb3da180dd031b2dd96bff60de03170d8ef06cc2bf0ce9ef0cb78610f8f131ec79436e1c81a786c76a6033d84d8f9b348', 1, '"tag"', '', '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 0, NULL),
    ('https://www.cpsc.gov/s3fs-public/24002.jpg', NULL, NULL, '', '', '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00', 1, 'The server has no such picture.');

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
CREATE INDEX absences_by_notice ON absences (notice);
CREATE INDEX versions_by_first_run ON versions (first_run);
CREATE INDEX memories_by_age ON memories (last_seen);
