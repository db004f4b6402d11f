/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See log.h. */
#include "http/log.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST_LINE = 4096, DAY_S = 86400 };

void log_client(const char *address, char out[static LOG_CLIENT_ROOM])
{
    struct in_addr v4;
    struct in6_addr v6;
    out[0] = '\0';
    if (strncmp(address, "::ffff:", 7) == 0)
        address += 7;
    if (inet_pton(AF_INET, address, &v4) == 1) {
        v4.s_addr &= htonl(0xffffff00u);
        inet_ntop(AF_INET, &v4, out, LOG_CLIENT_ROOM);
    } else if (inet_pton(AF_INET6, address, &v6) == 1) {
        memset(v6.s6_addr + 6, 0, 10);
        inet_ntop(AF_INET6, &v6, out, LOG_CLIENT_ROOM);
    }
}

void log_flush(Log *log)
{
    for (size_t done = 0; log->fd >= 0 && done < log->n;) {
        ssize_t n = write(log->fd, log->lines + done, log->n - done);
        if (n <= 0)
            break; /* a log that can't be written must not stop the service */
        done += (size_t)n;
    }
    log->n = 0;
}

static void put(Log *log, const char *text, size_t n)
{
    if (n > sizeof log->lines - log->n)
        n = sizeof log->lines - log->n;
    memcpy(log->lines + log->n, text, n);
    log->n += n;
}

PRINTF(2, 3) static void put_f(Log *log, const char *fmt, ...)
{
    char text[256];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    put(log, text, n < (int)sizeof text ? (size_t)n : sizeof text - 1);
}

static void put_text(Log *log, const char *text)
{
    put(log, text, strlen(text));
}

/* Not negative. printf would be the dearest part of a line. */
static void put_number(Log *log, int64_t value)
{
    char digits[20], *at = digits + sizeof digits;
    do
        *--at = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    put(log, at, (size_t)(digits + sizeof digits - at));
}

static bool needs_escape(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\' || c == 0x7f;
}

/* How much of a text is taken in: 512 bytes, and what belongs to the last of its characters. */
static size_t taken_length(const char *text)
{
    size_t n = strnlen(text, 512);
    while (n >= 512 && ((unsigned char)text[n] & 0xc0) == 0x80)
        n++;
    return n;
}

static void put_string(Log *log, const char *text)
{
    put(log, "\"", 1);
    for (size_t i = 0, n = taken_length(text); i < n; i++) {
        size_t plain = i;
        while (plain < n && !needs_escape((unsigned char)text[plain]))
            plain++;
        put(log, text + i, plain - i);
        i = plain;
        unsigned char c = i < n ? (unsigned char)text[i] : 'x';
        if (c == '"' || c == '\\')
            put(log, (char[]){'\\', (char)c}, 2);
        else if (needs_escape(c))
            put_f(log, "\\u%04x", c);
    }
    put(log, "\"", 1);
}

static void make_room(Log *log)
{
    if (sizeof log->lines - log->n < LONGEST_LINE)
        log_flush(log);
}

static Date day_of(Time now)
{
    return (Date){(int32_t)(now.seconds / DAY_S)};
}

void log_finish(Log *log)
{
    if (log->apart_count > 0) {
        char day[11];
        date_iso(log->apart_day, day);
        make_room(log);
        put_f(log, "{\"day\":\"%s\",\"apart\":%lld,\"apart_failed\":%lld}\n", day,
              (long long)log->apart_count, (long long)log->apart_failed);
        log->apart_count = log->apart_failed = 0;
    }
    log_flush(log);
}

static void count_apart(Log *log, Time now, int status)
{
    if (log->apart_day.days != day_of(now).days)
        log_finish(log);
    log->apart_day = day_of(now);
    log->apart_count++;
    log->apart_failed += status >= 500;
}

static void put_failure(Log *log, const Err *failed)
{
    put(log, ",\"error\":", 9);
    put_string(log, failed->message);
    if (failed->detail) {
        put(log, ",\"detail\":", 10);
        put_string(log, failed->detail);
    }
    if (failed->file)
        put_f(log, ",\"at\":\"%s:%d\"", failed->file, failed->line);
}

static const char *stamp(Log *log, Time now)
{
    if (log->stamped_s == now.seconds && log->stamp[0])
        return log->stamp;
    char day[11];
    date_iso(day_of(now), day);
    int64_t s = now.seconds % DAY_S;
    snprintf(log->stamp, sizeof log->stamp, "%sT%02d:%02d:%02dZ", day, (int)(s / 3600), (int)(s / 60 % 60),
             (int)(s % 60));
    log->stamped_s = now.seconds;
    return log->stamp;
}

void log_add(Log *log, Time now, const LogEntry *entry)
{
    if (log->fd < 0)
        return;
    if (entry->is_apart) {
        count_apart(log, now, entry->status);
        return;
    }
    make_room(log);
    put_text(log, "{\"time\":\"");
    put_text(log, stamp(log, now));
    put_text(log, "\",\"method\":\"");
    put_text(log, entry->method);
    put_text(log, "\",\"path\":");
    put_string(log, entry->path);
    put_text(log, ",\"status\":");
    put_number(log, entry->status);
    put_text(log, ",\"bytes\":");
    put_number(log, (int64_t)entry->bytes);
    put_text(log, ",\"ms\":");
    put_number(log, entry->ms);
    put_text(log, ",\"client\":");
    put_string(log, entry->client);
    if (entry->failed && entry->status >= 500)
        put_failure(log, entry->failed);
    put(log, "}\n", 2);
}
