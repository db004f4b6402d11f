/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Commands for programmes and people: the first officer has no web page to be created on. */
#include "programme/programme_commands.h"

#include "i18n/catalogue.h"
#include "programme/person.h"
#include "programme/secret.h"

#include <stdio.h>
#include <unistd.h>

static const char *or_else(const char *value, const char *otherwise)
{
    return value ? value : otherwise;
}

typedef struct NewProgramme {
    Programme programme;
    ProgrammeId id;
} NewProgramme;

static const Err *create_programme(Cx *cx, void *arg)
{
    NewProgramme *n = arg;
    return programme_create(cx, &n->programme, &n->id);
}

static const Err *programme_add(CommandLine *line)
{
    Cx *cx = line->cx;
    const char *city = command_option(line, "--city"), *office = command_option(line, "--office");
    const char *name = command_option(line, "--name"), *email = command_option(line, "--email");
    if (line->n_args != 1 || !city || !office || !email)
        return FAIL(
            cx, ERR_INPUT,
            "Usage: vereint programme add SLUG --city CITY --office OFFICE --email ADDRESS [--name NAME]");
    NewProgramme n = {.programme = {.slug = line->args[0],
                                    .name = or_else(name, "Training programme for migrant associations"),
                                    .city = city,
                                    .office = office,
                                    .contact_email = email,
                                    .contact_phone = "",
                                    .postal = "",
                                    .time_zone = "Europe/Berlin",
                                    .main_lang = LANG_DE,
                                    .languages = 1u << LANG_DE | 1u << LANG_EN | 1u << LANG_AR}};
    TRY(tx_run(cx, create_programme, &n));
    printf("%s\n", t(cx, "The programme “{slug}” is there. Next: vereint person add --role officer", "slug",
                     n.programme.slug));
    return NULL;
}

typedef struct NewGrant {
    NewPerson person;
    Role role;
    PersonId id;
    bool is_new, another;
} NewGrant;

static const Err *create_person(Cx *cx, void *arg)
{
    NewGrant *n = arg;
    const char *others = NULL;
    if (!n->another)
        TRY(person_others(cx, n->person.name, n->person.email, &others));
    if (others)
        return FAIL(cx, ERR_CONFLICT,
                    "This address is known as that of: {names}. If you mean one of them, write the name like "
                    "this; if it is another person who shares the address, add --another.",
                    "names", others);
    TRY(person_find_or_create(cx, &n->person, &n->id, &n->is_new));
    return person_grant(cx, n->id, n->role, (AssociationId){0}, (ConsultantId){0});
}

/* The password comes from standard input, so that it stands in no list of processes and no history. */
static const char *read_password(Cx *cx)
{
    char text[256];
    if (isatty(STDIN_FILENO))
        fputs(t(cx, "Password: "), stderr);
    if (!fgets(text, sizeof text, stdin))
        return "";
    text[strcspn(text, "\r\n")] = '\0';
    return arena_text(cx->arena, text);
}

static const Err *person_add(CommandLine *line)
{
    Cx *cx = line->cx;
    const char *role = command_option(line, "--role");
    bool with_password = command_flag(line, "--password");
    NewGrant n = {.person = {.lang = LANG_DE, .phone = ""}, .another = command_flag(line, "--another")};
    if (line->n_args != 2 || !role || !role_parse(role, &n.role) || n.role == ROLE_PUBLIC ||
        n.role == ROLE_MANAGER || n.role == ROLE_CONSULTANT)
        return FAIL(cx, ERR_INPUT,
                    "Usage: vereint person add NAME ADDRESS --role "
                    "officer|finance|reviewer|council|participant [--password] [--another]");
    n.person.name = line->args[0];
    n.person.email = line->args[1];
    if (with_password) {
        const char *password = read_password(cx);
        if (strlen(password) < PASSWORD_MIN)
            return FAIL(cx, ERR_INPUT, "The password needs at least 10 characters.");
        TRY(secret_password_hash(cx, password, &n.person.password_hash));
    }
    TRY(tx_run(cx, create_person, &n));
    if (!n.is_new)
        printf("%s\n",
               t(cx, "This person was there already and now has the role too. Their password is unchanged."));
    else
        printf("%s\n", t(cx, "{name} can sign in now.", "name", n.person.name));
    return NULL;
}

static const Command commands[] = {
    {"programme add", "SLUG --city CITY --office OFFICE --email ADDRESS [--name NAME]",
     N_("Create a programme"), .opens_store = true, .creates_store = true, .run = programme_add},
    {"person add", "NAME ADDRESS --role ROLE [--password] [--another]",
     N_("Create a person with a role; the password is read from standard input"),
     "  --another    this is another person than the one who is known with the address\n",
     .opens_store = true, .enters_programme = true, .run = person_add},
};
const CommandTable programme_command_table = COMMAND_TABLE(commands);
