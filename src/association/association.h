/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The register of associations: who they are, where they are found, whom they serve.
 *
 * Read next: association_find.h (lists and duplicates), association_import.h (spreadsheets in),
 * association_export.h (and out). */
#pragma once

#include "association.sql.h"
#include "db/db.h"
#include "programme/permission.h"

/* An association with all that hangs on it. `card.id` is 0 before it is created; `card.version` is the one
 * that was read. */
typedef struct Association {
    AssociationCard card;
    AssociationPlacesRows places;
    AssociationContactsRows contacts;
    AssociationFormerNamesRows former_names;
    AssociationDistrictsRows districts; /* only the ids matter when writing */
} Association;

/* What is wrong with an association, field by field; message is a msgid. */
typedef struct AssociationFault {
    const char *field; /* as in the form: "name", "place0_postcode", "contact2_email" */
    const char *message;
} AssociationFault;
ROWS(AssociationFaults, AssociationFault);

MUST_USE const Err *association_load(Cx *cx, AssociationId id, Association *ret_association);

/* Brings what a person typed into the register's shape (register number, postcodes; drops empty rows and
 * doubled names) and tells what can't stay so. Every path into the register goes through here. */
AssociationFaults association_tidy(Cx *cx, Association *association);

/* Writes a tidied association without faults, its search text and its history. `action` names the entry of
 * the audit log ("association.create"). */
MUST_USE const Err *association_create(Cx *cx, const Association *association, const char *action,
                                       AssociationId *ret_id);

/* Writes all of it, if the version read is still the present one; a name that changes is kept as a former
 * name. `note` is put before the changes in the history ("" = nothing); without any change nothing is
 * written. Fails: NOT_FOUND; CONFLICT when somebody else has changed it since. */
MUST_USE const Err *association_change(Cx *cx, const Association *association, const char *action,
                                       const char *note);

/* Ends a partnership on `day` (last day included), takes it up again. Fails: NOT_FOUND; CONFLICT if it has
 * ended already, or has not; INPUT when the day lies before its beginning. */
MUST_USE const Err *association_end_partnership(Cx *cx, AssociationId id, Date day);
MUST_USE const Err *association_resume_partnership(Cx *cx, AssociationId id);

/* Puts two entries of the same association together: `keep` stays, and gets all places, contacts, names,
 * districts, languages, registrations and roles of `other`, and what it lacks itself. Fails: NOT_FOUND;
 * CONFLICT when the versions read have passed, when it is one and the same, or when both together would hold
 * more seats of a seminar than one association may. */
MUST_USE const Err *association_merge(Cx *cx, AssociationId keep, int64_t keep_version, AssociationId other,
                                      int64_t other_version);

/* What differs between two states, field by field. */
typedef struct AssociationDifference {
    const char *field;     /* msgid */
    const char *from, *to; /* NULL counts as "" */
} AssociationDifference;
ROWS(AssociationDifferences, AssociationDifference);
AssociationDifferences association_compare(Cx *cx, const Association *from, const Association *to);

/* The same as lines for the history: "E-mail: a@b.de → c@d.de". */
const char *association_differences(Cx *cx, const Association *from, const Association *to);

/* "Beispielweg 1, 40210 Musterstadt" */
const char *association_place_text(Cx *cx, const AssociationPlaces *place);

MUST_USE const Err *association_scope(Cx *cx, int64_t id, ObjectScope *ret_scope);

/* ---- rules of single values (association_values.c) ---- */

/* "VR 009034", "vr9034", "Amtsgericht Düsseldorf VR 9034" → "VR 9034"; with kind "hrb" a bare "082422" →
 * "HRB 82422"; without any kind a bare number is of the register of associations: VR. "" for what stands
 * where there is none ("", "-", "'", "undefined", "keine"). False (output untouched) for anything else. */
bool register_number_tidy(Arena *arena, const char *kind, const char *number, const char **ret_number);

/* "40210", "D-40210" → "40210"; "" stays. False for anything else: five digits, and not 00000. */
bool postcode_tidy(Arena *arena, const char *text, const char **ret_postcode);

/* Something@host.tld, without blanks; "" is fine. */
bool email_looks_right(const char *email);
/* http or https with a host; "" is fine. */
bool website_looks_right(const char *url);
/* "example.org" → "https://example.org"; anything with a scheme, and "", stays. */
const char *website_tidy(Arena *arena, const char *url);
/* Adds the tags of b that a lacks; both as the column `languages` keeps them, "ar de tr", sorted. */
const char *languages_join(Arena *arena, const char *a, const char *b);
