-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Programmes, people and what they may do. Each row of each table belongs to one programme, directly or through
-- its parent. Dates are days since 1970-01-01, instants seconds, money cents; numbers of enums are the C enums'.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE programme (
    id            INTEGER PRIMARY KEY,
    slug          TEXT NOT NULL UNIQUE,             -- the first part of every address
    name          TEXT NOT NULL,
    city          TEXT NOT NULL,
    office        TEXT NOT NULL,                    -- who runs it: "Office for Integration"
    contact_email TEXT NOT NULL,
    contact_phone TEXT NOT NULL,
    postal        TEXT NOT NULL,                    -- address for the imprint, several lines
    currency      TEXT NOT NULL,
    time_zone     TEXT NOT NULL,
    main_lang     INTEGER NOT NULL,
    languages     INTEGER NOT NULL,                 -- bit per language that visitors may choose
    is_demo       INTEGER NOT NULL CHECK (is_demo IN (0, 1))
) STRICT;

-- A person of one programme. Registering needs no account: a person without a password or e-mail is ordinary.
CREATE TABLE person (
    id            INTEGER PRIMARY KEY,
    programme_id  INTEGER NOT NULL REFERENCES programme (id),
    name          TEXT NOT NULL,
    name_folded   TEXT NOT NULL,
    email         TEXT,                             -- lower case
    phone         TEXT NOT NULL,
    lang          INTEGER NOT NULL,
    password_hash TEXT,
    created_at    INTEGER NOT NULL,
    erased_at     INTEGER,
    UNIQUE (programme_id, email, name_folded)       -- people of one household or office may share a mailbox…
) STRICT;
-- … but only one of them signs in with the address and a password; the others do so by link.
CREATE UNIQUE INDEX person_with_password ON person (programme_id, email) WHERE password_hash IS NOT NULL;

-- A person may hold several roles; an association manager or consultant holds them for one association or
-- consultant.
CREATE TABLE role_grant (
    id             INTEGER PRIMARY KEY,
    programme_id   INTEGER NOT NULL REFERENCES programme (id),
    person_id      INTEGER NOT NULL REFERENCES person (id),
    role           INTEGER NOT NULL,
    association_id INTEGER,
    consultant_id  INTEGER,
    granted_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX role_grant_of_person ON role_grant (person_id);

CREATE TABLE sign_in_session (
    key_hash   BLOB PRIMARY KEY,                    -- of the cookie; the cookie itself is stored nowhere
    person_id  INTEGER NOT NULL REFERENCES person (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_session_of_person ON sign_in_session (person_id);

CREATE TABLE sign_in_link (
    token_hash BLOB PRIMARY KEY,
    person_id  INTEGER NOT NULL REFERENCES person (id),
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_link_of_person ON sign_in_link (person_id);

-- A form token that was used, with the answer it got: the same form sent twice has the effect of once.
CREATE TABLE form_once (
    token_hash BLOB PRIMARY KEY,
    spent_at   INTEGER NOT NULL,
    status     INTEGER NOT NULL,
    location   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX form_once_by_age ON form_once (spent_at);

-- Every change to an association, seminar, budget, registration, decision: who, when, what. Entries are chained
-- when the transaction that made them commits (sealed); the chain covers the hash of the detail, so that a
-- detail can be erased for data protection without breaking it.
CREATE TABLE audit_entry (
    id           INTEGER PRIMARY KEY,
    programme_id INTEGER NOT NULL REFERENCES programme (id),
    at           INTEGER NOT NULL,
    actor_id     INTEGER,                           -- person; NULL: the public or a command
    actor        TEXT NOT NULL,                     -- 'person', 'public', 'command'
    action       TEXT NOT NULL,                     -- 'association.create'
    object_kind  TEXT NOT NULL,
    object_id    INTEGER NOT NULL,
    detail       TEXT,                              -- what changed, from and to; NULL when erased
    salt         BLOB NOT NULL,
    detail_hash  BLOB NOT NULL,
    sealed_as    INTEGER UNIQUE,                    -- place in the chain, from 1
    chain_hash   BLOB
) STRICT;
CREATE INDEX audit_entry_by_object ON audit_entry (programme_id, object_kind, object_id, id);
CREATE INDEX audit_entry_unsealed ON audit_entry (id) WHERE sealed_as IS NULL;

-- A file that was sent for import and waits for "confirm".
CREATE TABLE import_draft (
    id           INTEGER PRIMARY KEY,
    programme_id INTEGER NOT NULL REFERENCES programme (id),
    person_id    INTEGER REFERENCES person (id),
    kind         INTEGER NOT NULL,
    file_name    TEXT NOT NULL,
    bytes        BLOB NOT NULL,
    mapping      TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    confirmed_at INTEGER,
    report       TEXT NOT NULL
) STRICT;

CREATE TABLE district (
    id            INTEGER PRIMARY KEY,
    programme_id  INTEGER NOT NULL REFERENCES programme (id),
    number        INTEGER NOT NULL,                 -- Stadtteil
    city_district INTEGER NOT NULL,                 -- Stadtbezirk
    name          TEXT NOT NULL,
    postcodes     TEXT NOT NULL,                    -- '40210|40211'
    UNIQUE (programme_id, number)
) STRICT;

-- Starts with the four topics of the source page; their names are messages of the catalogue.
CREATE TABLE topic (
    id           INTEGER PRIMARY KEY,
    programme_id INTEGER NOT NULL REFERENCES programme (id),
    name         TEXT NOT NULL,
    position     INTEGER NOT NULL,
    UNIQUE (programme_id, name)
) STRICT;
CREATE INDEX topic_in_order ON topic (programme_id, position, id, name);
