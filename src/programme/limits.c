/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See limits.h. */
#include "programme/limits.h"

#include "programme/secret.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>

/* The whole table is 256 KiB, whoever comes: where all places of a row are taken, the least used one goes. */
enum { ROWS_OF_TABLE = 4096, PLACES = 4 };

static const struct {
    const char *name; /* in --limit; NULL: not set by itself */
    int most;
    bool of_network, of_account;
} kinds[LIMIT_COUNT] = {
    [LIMIT_REGISTRATIONS] = {"registrations", 60, true, false},
    [LIMIT_LINKS] = {"links", 30, true, false},
    [LIMIT_LINKS_TO_ADDRESS] = {NULL, 8, false, true},
    [LIMIT_PASSWORDS] = {"passwords", 60, true, false},
    [LIMIT_PASSWORDS_OF_ONE] = {NULL, 8, true, true},
};

typedef struct Counter {
    uint64_t key;
    uint32_t window; /* the number of the window it counts in */
    uint32_t n;
} Counter;

struct Limits {
    pthread_mutex_t lock;
    LimitConfig config;
    unsigned char key[SECRET_KEY]; /* nobody can choose addresses that meet in one row */
    Counter counters[ROWS_OF_TABLE][PLACES];
};

/* ---- what was configured ---- */

static bool parse_one(const char *part, size_t n, LimitConfig *config)
{
    for (int i = 0; i < LIMIT_COUNT; i++) {
        size_t length = kinds[i].name ? strlen(kinds[i].name) : 0;
        if (!length || n <= length + 1 || part[length] != '=' || strncmp(part, kinds[i].name, length) != 0)
            continue;
        size_t digits = strspn(part + length + 1, "0123456789");
        config->most[i] = atoi(part + length + 1);
        return digits == n - length - 1 && digits <= 6;
    }
    return false;
}

const Err *limits_parse(Cx *cx, const char *text, LimitConfig *ret_config)
{
    LimitConfig config = {0};
    if (!text || strcmp(text, "off") != 0)
        for (int i = 0; i < LIMIT_COUNT; i++)
            config.most[i] = kinds[i].most;
    for (const char *part = text && strcmp(text, "off") != 0 ? text : ""; *part;) {
        size_t n = strcspn(part, ",");
        if (!parse_one(part, n, &config))
            return FAIL(
                cx, ERR_INPUT,
                "--limit takes “off”, or numbers like registrations=60,links=30,passwords=60 (from one "
                "network in a quarter of an hour).");
        part += n + (part[n] == ',');
    }
    *ret_config = config;
    return NULL;
}

const Err *limits_make(Cx *cx, const LimitConfig *config, Limits **ret_limits)
{
    Limits *limits = calloc(1, sizeof *limits);
    if (!limits)
        return FAIL(cx, ERR_SYSTEM, "Out of memory.");
    limits->config = *config;
    cx->env->random(cx->env, limits->key, sizeof limits->key);
    pthread_mutex_init(&limits->lock, NULL);
    *ret_limits = limits;
    return NULL;
}

void limits_free(Limits **limits)
{
    if (!*limits)
        return;
    pthread_mutex_destroy(&(*limits)->lock);
    free(*limits);
    *limits = NULL;
}

/* ---- counting ---- */

typedef struct SubjectKey {
    unsigned char network[8]; /* of IPv4 the first four */
    int64_t programme;
    int kind;
    char account[200];
} SubjectKey;

static void put_network(unsigned char network[static 8], const char *client)
{
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff}; /* ::ffff:192.0.2.1 */
    unsigned char address[16];
    char text[INET6_ADDRSTRLEN];
    size_t n = strcspn(client, "%"); /* fe80::1%eth0 */
    network[7] = 1;                  /* all that is no address is one network, and not that of ::1 */
    if (n >= sizeof text)
        return;
    memcpy(text, client, n);
    text[n] = '\0';
    if (inet_pton(AF_INET, text, address) == 1)
        memcpy(network, address, 4);
    else if (inet_pton(AF_INET6, text, address) == 1)
        memcpy(network, memcmp(address, mapped, sizeof mapped) == 0 ? address + 12 : address,
               memcmp(address, mapped, sizeof mapped) == 0 ? 4 : 8);
}

static uint64_t key_of(const Limits *limits, const LimitSubject *s)
{
    SubjectKey key;
    memset(&key, 0, sizeof key); /* with what lies between the members */
    key.kind = (int)s->kind;
    key.programme = s->programme.v;
    if (kinds[s->kind].of_network)
        put_network(key.network, s->client);
    if (kinds[s->kind].of_account)
        memcpy(key.account, s->account,
               strlen(s->account) < sizeof key.account ? strlen(s->account) : sizeof key.account);
    unsigned char hash[SECRET_HASH];
    uint64_t short_hash;
    secret_hash(&key, sizeof key, limits->key, hash);
    memcpy(&short_hash, hash, sizeof short_hash);
    return short_hash | 1; /* never that of an empty place */
}

/* The counter of the key in this window: its own, or one that may go. The lock is held. */
static Counter *find(Limits *limits, uint64_t key, uint32_t window)
{
    Counter *row = limits->counters[(key >> 16) % ROWS_OF_TABLE], *least = row;
    for (int i = 0; i < PLACES; i++) {
        if (row[i].window != window) /* also after the clock was set back */
            row[i] = (Counter){.window = window};
        if (row[i].key == key)
            return &row[i];
        if (row[i].n < least->n)
            least = &row[i];
    }
    return least;
}

static uint32_t window_of(Time now)
{
    return (uint32_t)(now.seconds / LIMIT_WINDOW_S);
}

int limits_wait_s(Limits *limits, const LimitSubject *subject, Time now)
{
    int most = limits->config.most[subject->kind];
    if (most == 0)
        return 0;
    uint64_t key = key_of(limits, subject);
    pthread_mutex_lock(&limits->lock);
    const Counter *counter = find(limits, key, window_of(now));
    bool over = counter->key == key && counter->n >= (uint32_t)most;
    pthread_mutex_unlock(&limits->lock);
    return over ? LIMIT_WINDOW_S - (int)(now.seconds % LIMIT_WINDOW_S) : 0;
}

void limits_count(Limits *limits, const LimitSubject *subject, Time now)
{
    if (limits->config.most[subject->kind] == 0)
        return;
    uint64_t key = key_of(limits, subject);
    pthread_mutex_lock(&limits->lock);
    Counter *counter = find(limits, key, window_of(now));
    if (counter->key != key)
        *counter = (Counter){.key = key, .window = window_of(now)};
    counter->n++;
    pthread_mutex_unlock(&limits->lock);
}
