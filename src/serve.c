/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `vereint serve`: the web server, the mail sender and the housekeeping over one store. */
#include "wiring.h"

#include "base/number.h"
#include "base/sandbox.h"
#include "i18n/catalogue.h"
#include "mail/mail_sender.h"
#include "output/pdf.h"
#include "programme/audit.h"
#include "programme/gate.h"
#include "programme/housekeeping.h"
#include "programme/secret.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Only for the signal handler; set before the signals are let in, never changed afterwards. */
static Http *serving;

static void on_signal(int signal)
{
    (void)signal;
    http_stop(serving);
}

static void catch_signals(void)
{
    struct sigaction stop = {.sa_handler = on_signal}, ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}

typedef struct SiteUrl {
    const char *listen;
    const char *given;
    bool tls;
    int port;
} SiteUrl;

/* Only what --site gave is kept for later starts. An address like 0.0.0.0 is none that anybody can follow. */
static const Err *settle_site_url(Cx *cx, void *arg)
{
    const SiteUrl *site = arg;
    if (site->given)
        TRY(programme_set_site(cx, site->given));
    const char *colon = strrchr(site->listen, ':');
    const char *host = arena_text_n(cx->arena, site->listen, colon ? (size_t)(colon - site->listen) : 0);
    if (!*host || strcmp(host, "0.0.0.0") == 0 || strcmp(host, "[::]") == 0)
        host = "localhost";
    return programme_set_listening(
        cx, arena_printf(cx->arena, "%s://%s:%d", site->tls ? "https" : "http", host, site->port));
}

/* Without a mail server, mails wait in the outbox, where the office sees them. */
static const Err *start_mail(Cx *cx, Store *store, MailSender **ret_sender)
{
    MailSenderConfig config = {.env = cx->env};
    bool configured;
    TRY(smtp_config_from_environment(cx, &config.smtp, &configured));
    if (!configured) {
        fprintf(stderr, "%s\n", t(cx, "VEREINT_SMTP is not set: mails wait in the outbox."));
        return NULL;
    }
    return mail_sender_start(cx, store, &config, ret_sender);
}

static const Err *number_option(CommandLine *line, const char *name, int *ret_value)
{
    const char *value = command_option(line, name);
    if (value && !int_parse(value, 1, 1000000, ret_value))
        return FAIL(line->cx, ERR_INPUT, "{option} takes a number from 1 to 1000000.", "option", name);
    return NULL;
}

/* --clock-offset: lets a rehearsal or a test reach the day after a seminar. It is said loudly, since what
 * is recorded then carries that time. */
static const Err *turn_clock(CommandLine *line)
{
    const char *value = command_option(line, "--clock-offset");
    if (!value)
        return NULL;
    char *end;
    errno = 0;
    long long seconds = strtoll(value, &end, 10);
    const long long century = 100LL * 366 * 86400;
    if (end == value || *end || errno || seconds > century || seconds < -century)
        return FAIL(line->cx, ERR_INPUT, "--clock-offset takes a number of seconds.");
    line->env->offset_s = seconds;
    fprintf(stderr, "%s\n",
            t(line->cx,
              "The clock is turned by {seconds} seconds. This is for rehearsals only: never work "
              "with a real programme like this.",
              "seconds", value));
    return NULL;
}

/* Before any thread starts that answers somebody. */
static const Err *lock_in(CommandLine *line)
{
    const char *home = getenv("HOME"), *passwords = getenv("PGPASSFILE");
    if (!passwords) /* libpq reads it with each connection */
        passwords = arena_printf(line->cx->arena, "%s/.pgpass", home ? home : "");
    SandboxHeld held;
    TRY(sandbox_enter(line->cx, (const char *const[]){line->data, NULL},
                      (const char *const[]){passwords, pdf_module(line->cx), NULL}, &held));
    if (!held.files || !held.programs)
        fprintf(stderr, "%s\n",
                t(line->cx,
                  "This kernel can't lock the server into its data folder. Give it a user of its own."));
    return NULL;
}

static const Err *serve(CommandLine *line)
{
    Cx *cx = line->cx;
    TRY(turn_clock(line));
    const char *listen = command_option(line, "--listen");
    const char *site = command_option(line, "--site");
    HttpConfig config = {
        .listen = listen ? listen : "127.0.0.1:8080",
        .tls_cert = command_option(line, "--tls-cert"),
        .tls_key = command_option(line, "--tls-key"),
        .tables = wiring_routes,
        .n_tables = wiring_n_routes,
        .env = cx->env,
        .trust_forwarded = command_flag(line, "--behind-proxy"),
        .log_fd = command_flag(line, "--quiet") ? -1 : STDERR_FILENO,
    };
    TRY(number_option(line, "--max-connections", &config.max_connections));
    TRY(number_option(line, "--max-per-address", &config.max_per_address));
    LimitConfig limits;
    TRY(limits_parse(cx, command_option(line, "--limit"), &limits));
    if (line->n_args > 0)
        return FAIL(cx, ERR_INPUT, "“{option}” is no option of serve. “vereint help serve” shows them.",
                    "option", line->args[0]);

    static Gate gate; /* the server's threads use it until the process ends */
    TRY(gate_start(cx, line->store, wiring_scopes, &gate));
    TRY(limits_make(cx, &limits, &gate.limits));
    config.hooks = gate_hooks(&gate);
    Http *http;
    TRY(http_start(cx, &config, &http));
    SiteUrl url = {config.listen, site, config.tls_cert != NULL, http_port(http)};
    const Err *err = lock_in(line);
    if (!err)
        err = tx_run(cx, settle_site_url, &url);
    MailSender *sender = NULL;
    Housekeeping *housekeeping = NULL;
    if (!err)
        err = start_mail(cx, line->store, &sender);
    if (!err)
        err = housekeeping_start(cx, line->store, wiring_housekeeping, wiring_n_housekeeping, &housekeeping);
    if (!err) {
        serving = http;
        catch_signals();
        store_serve(line->store);
        printf("%s\n", t(cx, "Vereint serves on {address}. Stop it with Ctrl+C.", "address",
                         arena_printf(cx->arena, "%s (port %d)", config.listen, http_port(http))));
        fflush(stdout);
        http_run(http);
    }
    housekeeping_stop(&housekeeping);
    mail_sender_stop(&sender);
    http_free(&http);
    db_close_conn(&gate.loop_conn);
    limits_free(&gate.limits);
    return err;
}

static const char *const permission_kind[] = {[OF_PROGRAMME] = "",
                                              [OF_SELF] = "self",
                                              [OF_PERSON] = "person",
                                              [OF_ASSOCIATION] = "association",
                                              [OF_CONSULTANT] = "consultant",
                                              [OF_SEMINAR] = "seminar",
                                              [OF_SESSION] = "session",
                                              [OF_REGISTRATION] = "registration",
                                              [OF_ROOM] = "room",
                                              [OF_COST_LINE] = "cost-line",
                                              [OF_BUDGET_YEAR] = "budget-year",
                                              [OF_EVALUATION] = "evaluation",
                                              [OF_IMPORT] = "import",
                                              [OF_MESSAGE] = "message"};

static const char *address_of(Cx *cx, const Route *route, const char *pattern)
{
    return arena_printf(cx->arena, "%s%s", route->global ? "" : "/:programme/:lang", pattern);
}

/* One line per route, in columns that a program can read: the permission test walks it. */
static const Err *routes(CommandLine *line)
{
    for (size_t i = 0; i < wiring_n_routes; i++)
        for (size_t k = 0; k < wiring_routes[i]->n; k++) {
            const Route *r = &wiring_routes[i]->routes[k];
            printf("%-4s %-45s %-28s %-12s %-7s %-40s %s\n", r->method == GET ? "GET" : "POST",
                   address_of(line->cx, r, r->path), permission_code((Permission)r->need),
                   r->of ? permission_kind[r->of] : "-", r->stored ? "changes" : "-",
                   r->from ? address_of(line->cx, r, r->from) : "-", t(line->cx, r->about));
        }
    return NULL;
}

/* The matrix the permission test checks the server against: role, permission, reach. */
static const Err *permissions(CommandLine *line)
{
    (void)line;
    static const char *const reach[] = {"none", "own", "all"};
    for (int permission = PERM_PUBLIC; permission < PERM_COUNT; permission++)
        for (int role = 0; role < ROLE_COUNT; role++)
            printf("%s %s %s\n", role_code((Role)role), permission_code((Permission)permission),
                   reach[permission_of_role((Role)role, (Permission)permission)]);
    return NULL;
}

static const Err *seal_rest(Cx *cx, void *arg)
{
    (void)arg;
    return audit_seal(cx);
}

static const Err *verify(CommandLine *line)
{
    Cx *cx = line->cx;
    TRY(db_verify(cx));
    if (store_engine(line->store) == DB_POSTGRES)
        TRY(tx_run(cx, seal_rest, NULL)); /* what the last second has brought */
    int64_t entries;
    const char *head;
    TRY(audit_verify(cx, &entries, &head));
    printf("%s\n", t(cx,
                     "The database is sound. The audit log has {n} entries, unbroken. Its head is {head}: "
                     "keep a copy of it elsewhere.",
                     "n", arena_printf(cx->arena, "%lld", (long long)entries), "head", head));
    return NULL;
}

static const Command serve_commands[] = {
    {"serve",
     "[--listen ADDRESS:PORT] [--site URL] [--tls-cert FILE --tls-key FILE] [--behind-proxy] "
     "[--limit LIMITS] [--quiet]",
     N_("Serve the web application"),
     "  --listen 127.0.0.1:8080  where to listen; port 0 takes a free one\n"
     "  --site URL               the address people use, for links in mails; kept for later starts\n"
     "  --tls-cert, --tls-key    PEM files: serve HTTPS\n"
     "  --behind-proxy           take the visitor's address from X-Forwarded-For; without it all visitors of "
     "a\n"
     "                           proxy count as one network\n"
     "  --limit registrations=60,links=30,passwords=60\n"
     "                           how many public registrations, mailed links and wrong passwords are taken "
     "from\n"
     "                           one network in a quarter of an hour; --limit off: for rehearsals and tests\n"
     "  --max-connections N, --max-per-address N\n"
     "  --commit-each            commit every form by itself, not all that wait: to measure what that costs\n"
     "  --clock-offset SECONDS   turn the clock, for rehearsals and demonstrations only\n"
     "  Mail goes to the SMTP server in VEREINT_SMTP (smtp://host:port); without it, mails wait in the "
     "outbox.",
     .opens_store = true, .run = serve},
    {"routes", "", N_("Print the route table with the permission each route needs"), .run = routes},
    {"permissions", "", N_("Print which role may do what"), .run = permissions},
    {"verify", "", N_("Check the database and the chain of the audit log"), .opens_store = true,
     .run = verify},
};
const CommandTable serve_command_table = COMMAND_TABLE(serve_commands);
