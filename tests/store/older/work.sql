-- Batches as an earlier version wrote them: one that is done, one that was stopped.

CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    team TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    source TEXT NOT NULL,
    plan TEXT NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0,
    complete INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    rate REAL NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0,
    tallied INTEGER NOT NULL DEFAULT -1,
    tallies TEXT,
    created TEXT NOT NULL,
    finished TEXT
);
CREATE TABLE rows (
    id INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    name TEXT NOT NULL,
    given TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    reason TEXT,
    verdict TEXT,
    rank INTEGER NOT NULL DEFAULT 9,
    probability REAL,
    title TEXT NOT NULL,
    kind TEXT,
    supplier TEXT,
    platform TEXT,
    notice TEXT,
    notice_title TEXT,
    requirements TEXT,
    item TEXT,
    title_key TEXT,
    snapshot TEXT,
    checked TEXT,
    UNIQUE (batch, n)
);
CREATE TABLE answers (
    row INTEGER PRIMARY KEY REFERENCES rows (id) ON DELETE CASCADE,
    body BLOB NOT NULL
);

INSERT INTO _sqlite_migrations VALUES
    (1, 'importsafety-work', 'batches_and_their_rows', '2026-01-05T06:00:00+00:00');
INSERT INTO batches VALUES
    (1, 'local', 'heaters.csv', 'done', '', '{}', 2, 1, '', 5.0, 2, 2, '{"at":1795593571.4871855,"facets":{"verdict":[["recalled",1]],"state":[["done",1],["error",1]],"kind":[["electric-heater",1]],"supplier":[],"platform":[],"requirement":[]}}', '2026-01-05T06:00:00+00:00', '2026-01-05T06:00:00+00:00'),
    (2, 'local', 'stopped.csv', 'stopped', '', '{}', 1, 1, '', 0.0, 1, -1, NULL, '2026-01-05T06:00:00+00:00', NULL);
INSERT INTO rows VALUES
    (1, 1, 1, 'a', '{"title":"Acme space heater","brand":"Acme","model":"HC-24001"}', 0, 'done', NULL, 'recalled', 0, 0.9583, 'Acme space heater', 'electric-heater', NULL, NULL, 'cpsc:24001', 'Acme Recalls Space Heaters Due to Fire Hazard', NULL, NULL, 'b8e360a1761994c86038', '20260105T060000.000000Z', '2026-01-05T06:00:00+00:00'),
    (2, 1, 2, 'b', '{"text":"?"}', 0, 'error', 'Nothing to compare.', NULL, 9, NULL, '?', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (3, 2, 1, '', '{"title":"Acme space heater","model":"HC-24002"}', 0, 'waiting', NULL, NULL, 9, NULL, 'Acme space heater', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO answers VALUES
    (1, x'7801ad56c18edb3610fd95012f4d01cb9637bb4dea1e8ad6ed622f098a4d6f4561d0d4c86223892a49c5751701f221edcfe54bfa86b2bcb26bf4d41b4d6a66debc9979e327f5817d614d542be5d9e8bae642cd70d4c1b56ad5f6753d53ad8bd67050ab5f9e942df0a5e98259dddce6f912dff6bec655156317568bc57ebf9fcbf37ce73e2c1e93c7b0b8c96f6e17ef3a6d387b601dd967a371b4eccf4377de6df5d6d6361ed42a9f7f7df7fae54cf1075b706b384128e1a2f738abadd7adc0ad6d88b6dde1e63bd3302e06c4cfbff76c771572cce7b7af672af21f92efcf15d3f021b5bae140b1b28192cf1589a3b9fa387b52cfe1a28d356ff6ce17e12c6890cca84a994d835fdc3f83b8b9bb06c27307178152007225f030a5982b9ababa8425e0ff0f54cb736a8ea4d25558036f5f0442b98adec4c4e07fc36c5cc1f5196f0feb531f9c0a36b97be66b7995af49d192ef158dc6970cbdb7176df263cd267a6bae14eddf4f238e2c9fe75f9d0af7bd8b15698f0aa14a0125208922651b297971e1ea4bc0fa15f6d245c7d6a4e384501a0e1a8623d00f3ddc3abab770ffa0ffd45e9abcc0e0c04c6629cbefb2fc067729b17172a5f5fa669b066a9caf2a59cbe822f2f063636a1d421a67552282c28be7860bcc9b828fe1bc715db4ae3d5af6ad8d382ef37ca68ceb5b70373858bf1573dbe89d60bb2a02e16519b2aedfd6d62c12acf96fdd0e7182711d8ca029c72cc606398ee71be99770aae9ec785a2e138bb56ddf43aa525e3beffa0ee1cf6429b8de8b60a4db64e2f9f71ef936dc4a2ea396ddbea2f5fd232def00c9d8a8256b584dafc78a3deac2baac143f10a303159025d1c59942fab880d9fd7a2d3fbbae4e04a9461fb62248fb4a5e4571c6b10afa10e8f3a7bfa693fdf9d3dff4a2d28138f5a76bad09e81a00631f6d69cdd002c76868a5cafa62d3691f0f9bc801a23608f656b7ad9053ea3af035856653faa4d0a6f71e7c2c528ad9edab8538cb1219580c08397183ac21b3899d0760b4910abb0363f5142e394f9abc30f52d808f369bb437905a66637634cb265966ce673a4b66a9565dad5185a78bc45bd70a99c376921aaab78e7c5f33ed01a844631618471da9665d40cf1da0ac7f7ab7a6097f736958210bf6e8e6098527be46d0d2f11fd1a8cced66cba5939d237354b0b1e1793874d8b83281c5de439527132ad6118cca4c2258602155169baab09090ca69733d9debc2b42bf0d9b0e84eeb6d9894951af50e7b4a153660b06d93c6ff8d8ea6c246137d1a68d91ec8b806d5c59e249930c2eac45581aff61652e64af497453107290edf88b01d9207dc80c812f226c67aebfa8847eccac0f8bfe0a5e43672332754a391c884b7c1c8a01258d286e7903a2dd5e1cb4834504b07d793361122f90fd439d6c4');

CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX batches_by_team ON batches (team, id);
CREATE INDEX rows_by_state ON rows (batch, state, n);
CREATE INDEX rows_by_rank ON rows (batch, rank, probability DESC, n);
CREATE INDEX rows_by_item ON rows (item) WHERE item IS NOT NULL;
CREATE INDEX rows_by_title ON rows (title_key) WHERE title_key IS NOT NULL;
CREATE INDEX rows_blocked ON rows (item) WHERE state = 'blocked';
