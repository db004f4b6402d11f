/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `vereint registrations export`. */
#include "registration/registration_commands.h"

#include "registration/registration_export.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const Command commands[1];

static const Err *export_registrations(CommandLine *line)
{
    Cx *cx = line->cx;
    const char *format = command_option(line, "--format"), *seminar = command_option(line, "--seminar");
    RegistrationExport what = {.contact = true, .needs = command_flag(line, "--with-needs")};
    what.xlsx = format && strcmp(format, "xlsx") == 0;
    bool is_known = !format || what.xlsx || strcmp(format, "csv") == 0;
    char *end = NULL;
    what.seminar.v = seminar ? strtoll(seminar, &end, 10) : 0;
    TRY(command_expect(line, &commands[0], is_known && (!seminar || (!*end && what.seminar.v > 0)) ? 0 : -1));
    Buf out = buf_make(cx->arena);
    TRY(registration_export(cx, &what, &out));
    if (fwrite(out.data, 1, out.n, stdout) != out.n || fflush(stdout) != 0)
        return FAIL(cx, ERR_SYSTEM, "The output can't be written: {reason}.", "reason", strerror(errno));
    return NULL;
}

static const Command commands[1] = {
    {"registrations export", "[--format csv|xlsx] [--seminar NUMBER] [--with-needs]",
     N_("Write registrations as a table to standard output"),
     "  --format csv|xlsx  CSV, or a spreadsheet; text is never taken for a formula\n"
     "  --seminar NUMBER   only of this seminar\n"
     "  --with-needs       with access, childcare and interpretation; only for who must see them",
     .opens_store = true, .enters_programme = true, .run = export_registrations},
};
const CommandTable registration_command_table = COMMAND_TABLE(commands);
