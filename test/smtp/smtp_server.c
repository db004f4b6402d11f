/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See smtp_server.h. */
#include "../unit.h"
#include "smtp_server.h"
#include "base/buf.h"

#include <signal.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGUMENTS_MAX = 16 };

/* Starts a Python script of this folder with its standard input and output on pipes. */
static pid_t start(const char *script, const char *const *first, const char *const *more, int *ret_in,
                   int *ret_out)
{
    char folder[4096], path[4200];
    ssize_t n = readlink("/proc/self/exe", folder, sizeof folder - 1);
    assert_true(n > 0);
    folder[n] = '\0';
    do { /* up from the build folder to the sources */
        *strrchr(folder, '/') = '\0';
        assert_true(*folder);
        snprintf(path, sizeof path, "%s%s", folder, script);
    } while (access(path, R_OK) != 0);

    const char *arguments[ARGUMENTS_MAX + 1] = {"/usr/bin/python3", path};
    int n_arguments = 2;
    for (; first && *first; first++)
        arguments[n_arguments++] = *first;
    for (; more && *more; more++)
        arguments[n_arguments++] = *more;
    assert_true(n_arguments <= ARGUMENTS_MAX);

    int in[2], out[2];
    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    pid_t pid;
    assert_int_equal(posix_spawn(&pid, arguments[0], &actions, NULL, (char **)arguments, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    *ret_in = in[1];
    *ret_out = out[0];
    return pid;
}

SmtpServer smtp_server_start(const char *const *options)
{
    SmtpServer server = {.file = "/tmp/vereint-mails-XXXXXX"};
    int file = mkstemp(server.file);
    assert_true(file >= 0);
    close(file);
    int out;
    server.pid = start("/test/smtp/server.py", (const char *const[]){"--file", server.file, NULL}, options,
                       &server.keep_alive, &out);
    FILE *said = fdopen(out, "r");
    assert_int_equal(fscanf(said, "listening %d", &server.port), 1);
    fclose(said);
    return server;
}

void smtp_server_stop(SmtpServer *server)
{
    close(server->keep_alive);
    kill(server->pid, SIGKILL); /* it may be holding a connection on purpose */
    waitpid(server->pid, NULL, 0);
    unlink(server->file);
}

const char *smtp_server_ask(Arena *arena, const SmtpServer *server, const char *const *question)
{
    int in, out;
    pid_t pid = start("/test/smtp/mails.py", (const char *const[]){server->file, NULL}, question, &in, &out);
    close(in);
    Buf answer = buf_make(arena);
    char some[4096];
    for (ssize_t n; (n = read(out, some, sizeof some)) > 0;)
        buf_add(&answer, some, (size_t)n);
    close(out);
    int status;
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
    return buf_text(&answer);
}

int smtp_server_count(const SmtpServer *server)
{
    FILE *file = fopen(server->file, "r");
    assert_non_null(file);
    int lines = 0;
    for (int c; (c = getc(file)) != EOF;)
        lines += c == '\n';
    fclose(file);
    return lines;
}
