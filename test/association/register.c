/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See register.h. */
#include "register.h"

#include <stdio.h>
#include <string.h>

#include "programme/audit.h"
#include "programme/programme.h"
#include "programme/secret.h"

static const Err *fill(Cx *cx, void *arg)
{
    Register *r = arg;
    Programme programme = {.slug = "probe",
                           .name = "Probe",
                           .city = "Musterstadt",
                           .office = "Amt für Proben",
                           .contact_email = "amt@example.org",
                           .contact_phone = "",
                           .postal = "",
                           .time_zone = "Europe/Berlin",
                           .main_lang = LANG_DE,
                           .languages = 7};
    TRY(programme_create(cx, &programme, &r->first));
    programme.id = r->first;
    Programme other = programme;
    other.slug = "andere";
    TRY(programme_create(cx, &other, &r->second));
    programme_enter(cx, &programme, LANG_DE);
    return NULL;
}

/* The cluster is shared by the tests of a program, one after the other. */
static void empty_postgres(const char *address)
{
    char command[512];
    snprintf(command, sizeof command,
             "psql -q '%s' -c 'SET client_min_messages = error' "
             "-c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public'",
             address);
    assert_int_equal(system(command), 0);
}

int register_open(void **state)
{
    const char *postgres = getenv("VEREINT_TEST_POSTGRES");
    if (postgres)
        empty_postgres(postgres);
    Register *r = calloc(1, sizeof *r);
    *state = r;
    r->arena = arena_make((size_t)2 << 30);
    r->env = env_fixed((Time){1773478800}, 7); /* 14 March 2026 */
    r->cx = (Cx){.arena = &r->arena, .env = &r->env};
    assert_true(secret_start());
    strcpy(r->folder, "/tmp/vereint-test-XXXXXX");
    assert_non_null(mkdtemp(r->folder));
    StoreConfig config = {
        .data_dir = r->folder, .postgres = postgres, .create = true, .durable = true, .env = &r->env};
    assert_ok(store_open(&r->cx, &config, &r->store));
    store_set_before_commit(r->store, audit_seal);
    assert_ok(db_open_conn(&r->cx, r->store, DB_WRITE, &r->cx.db));
    assert_ok(tx_run(&r->cx, fill, r));
    return 0;
}

int register_close(void **state)
{
    Register *r = *state;
    char command[128];
    db_close_conn(&r->cx.db);
    store_close(&r->store);
    snprintf(command, sizeof command, "rm -rf '%s'", r->folder);
    int status = system(command);
    arena_free(&r->arena);
    free(r);
    return status;
}

Association register_draft(Register *r, const char *name, const char *number)
{
    Association a = {.card = {.name = name, .register_number = number}};
    AssociationFaults faults = association_tidy(&r->cx, &a);
    assert_int_equal(faults.n, 0);
    return a;
}

AssociationId register_add(Register *r, const char *name, const char *number)
{
    Association a = register_draft(r, name, number);
    AssociationId id;
    assert_ok(association_create(&r->cx, &a, "association.create", &id));
    return id;
}

size_t register_count(Register *r)
{
    AssociationFound found;
    assert_ok(association_find(&r->cx, &(AssociationFilter){.state = ASSOCIATION_ANY}, &found));
    return found.total;
}
