/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `vereint person export` and `vereint person erase`. */
#include "registration/personal_data_commands.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "registration/personal_data.h"

#include <stdio.h>

static const Err *export_person(CommandLine *line)
{
    Cx *cx = line->cx;
    if (line->n_args != 1)
        return FAIL(cx, ERR_INPUT, "Usage: vereint person export NUMBER|ADDRESS");
    PersonId id;
    Buf out = buf_make(cx->arena);
    TRY(person_named(cx, line->args[0], &id));
    TRY(person_export(cx, id, &out));
    if (fwrite(out.data, 1, out.n, stdout) != out.n || fflush(stdout) != 0)
        return FAIL(cx, ERR_SYSTEM, "The export could not be written.");
    return NULL;
}

typedef struct Erasing {
    PersonId id;
    PersonErased erased;
} Erasing;

static const Err *do_erase(Cx *cx, void *arg)
{
    Erasing *erasing = arg;
    return person_erase(cx, erasing->id, &erasing->erased);
}

static const Err *erase_person(CommandLine *line)
{
    Cx *cx = line->cx;
    bool sure = command_flag(line, "--yes");
    if (line->n_args != 1)
        return FAIL(cx, ERR_INPUT, "Usage: vereint person erase NUMBER|ADDRESS --yes");
    Erasing erasing = {0};
    TRY(person_named(cx, line->args[0], &erasing.id));
    if (!sure)
        return FAIL(cx, ERR_INPUT, "Nothing was erased: it can't be undone. If you are sure, add --yes.");
    TRY(tx_run(cx, do_erase, &erasing));
    printf(
        "%s\n",
        t(cx,
          "The person's data are erased. {given} registrations for seminars to come were cancelled, {kept} "
          "older ones stay without a name.",
          "given", format_i64(cx, erasing.erased.given_back), "kept", format_i64(cx, erasing.erased.kept)));
    return NULL;
}

static const Command commands[] = {
    {"person export", "NUMBER|ADDRESS", N_("Print all that is stored of a person, as JSON"),
     .opens_store = true, .enters_programme = true, .run = export_person},
    {"person erase", "NUMBER|ADDRESS --yes",
     N_("Erase a person's data; seats and minutes stay as numbers without a name"), .opens_store = true,
     .enters_programme = true, .run = erase_person},
};
const CommandTable personal_data_command_table = COMMAND_TABLE(commands);
