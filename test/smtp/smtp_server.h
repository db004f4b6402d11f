/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Starts test/smtp/server.py for a C test, and reads what it has received. */
#pragma once

#include "base/arena.h"
#include <sys/types.h>

typedef struct SmtpServer {
    pid_t pid;
    int keep_alive; /* its standard input: it ends when this closes */
    int port;
    char file[64]; /* the mails, one line of JSON each */
} SmtpServer;

/* `options`: further arguments, NULL-terminated, or NULL. Fails the test if it does not start. */
SmtpServer smtp_server_start(const char *const *options);
void smtp_server_stop(SmtpServer *server);

/* Calls test/smtp/mails.py, which answers about the mails received: its standard output. */
const char *smtp_server_ask(Arena *arena, const SmtpServer *server, const char *const *question);
/* How many mails it has. */
int smtp_server_count(const SmtpServer *server);
