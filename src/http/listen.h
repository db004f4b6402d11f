/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The listening socket, and files the server needs at start; errors as sentences. */
#pragma once

#include "base/cx.h"

/* "127.0.0.1:8080", "[::1]:8080", "localhost:8080"; port 0 takes a free one. A listening, non-blocking
 * socket. Fails INPUT (not an address), SYSTEM (in use, not permitted, not ours). */
MUST_USE const Err *listen_open(Cx *cx, const char *address, int *ret_fd, int *ret_port);

/* Raises the limit of open files to what the system permits; returns it. */
size_t listen_raise_file_limit(void);

/* A whole small file as text in the arena. Fails SYSTEM. */
MUST_USE const Err *listen_read_pem(Cx *cx, const char *path, const char **ret_text);
