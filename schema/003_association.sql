-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The register of associations and the consultants.

CREATE TABLE association (
    id              INTEGER PRIMARY KEY,
    programme_id    INTEGER NOT NULL REFERENCES programme (id),
    name            TEXT NOT NULL,
    search_text     TEXT NOT NULL,   -- folded: name, former names, place
    name_key        TEXT NOT NULL,   -- folded without legal form: what tells duplicates
    legal_form      TEXT NOT NULL,
    register_court  TEXT NOT NULL,
    register_number TEXT NOT NULL,   -- 'VR 9034', without leading zeros
    email           TEXT NOT NULL,
    phone           TEXT NOT NULL,
    website         TEXT NOT NULL,
    serves          TEXT NOT NULL,   -- whom it serves, in its own words
    about           TEXT NOT NULL,
    languages       TEXT NOT NULL,   -- tags, 'ar de tr'
    partner_since   INTEGER,
    ended_on        INTEGER,
    may_publish     INTEGER NOT NULL CHECK (may_publish IN (0, 1)),
    version         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX association_by_name ON association (programme_id, name_key);
CREATE INDEX association_by_register ON association (programme_id, register_number);

CREATE TABLE association_former_name (
    association_id INTEGER NOT NULL REFERENCES association (id),
    name           TEXT NOT NULL,
    PRIMARY KEY (association_id, name)
) STRICT, WITHOUT ROWID;

-- Where it is found; one association may have several places.
CREATE TABLE association_place (
    id             INTEGER PRIMARY KEY,
    association_id INTEGER NOT NULL REFERENCES association (id),
    street         TEXT NOT NULL,
    postcode       TEXT NOT NULL,
    city           TEXT NOT NULL
) STRICT;
CREATE INDEX association_place_of ON association_place (association_id);

CREATE TABLE association_district (
    association_id INTEGER NOT NULL REFERENCES association (id),
    district_id    INTEGER NOT NULL REFERENCES district (id),
    PRIMARY KEY (association_id, district_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE association_contact (
    id             INTEGER PRIMARY KEY,
    association_id INTEGER NOT NULL REFERENCES association (id),
    name           TEXT NOT NULL,
    function       TEXT NOT NULL,
    email          TEXT NOT NULL,
    phone          TEXT NOT NULL
) STRICT;
CREATE INDEX association_contact_of ON association_contact (association_id);

CREATE TABLE consultant (
    id                      INTEGER PRIMARY KEY,
    programme_id            INTEGER NOT NULL REFERENCES programme (id),
    name                    TEXT NOT NULL,
    name_folded             TEXT NOT NULL,
    email                   TEXT NOT NULL,
    phone                   TEXT NOT NULL,
    languages               TEXT NOT NULL,
    experience_associations TEXT NOT NULL,   -- with migrant associations
    experience_councils     TEXT NOT NULL,   -- with advisory councils
    day_fee_cents           INTEGER NOT NULL CHECK (day_fee_cents >= 0),
    version                 INTEGER NOT NULL
) STRICT;
CREATE INDEX consultant_by_name ON consultant (programme_id, name_folded);

CREATE TABLE consultant_topic (
    consultant_id INTEGER NOT NULL REFERENCES consultant (id),
    topic_id      INTEGER NOT NULL REFERENCES topic (id),
    PRIMARY KEY (consultant_id, topic_id)
) STRICT, WITHOUT ROWID;
