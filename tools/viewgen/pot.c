/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Collects the messages of templates and writes them as a PO template. */
#include "viewgen.h"

static bool same_message(const Message *a, const Message *b)
{
    return strcmp(a->one, b->one) == 0;
}

void message_add(Messages *messages, Message message)
{
    if (messages->n == messages->room) {
        size_t room = messages->room ? messages->room * 2 : 64;
        Message *at = NEW_ARRAY(messages->arena, Message, room);
        if (messages->n)
            memcpy(at, messages->at, messages->n * sizeof *at);
        messages->at = at;
        messages->room = room;
    }
    messages->at[messages->n++] = message;
}

static void write_message(const Messages *messages, size_t first, Buf *out)
{
    const Message *m = &messages->at[first];
    const char *other = NULL;
    buf_char(out, '\n');
    for (size_t i = first; i < messages->n; i++) {
        const Message *again = &messages->at[i];
        if (!same_message(m, again))
            continue;
        buf_printf(out, "#: %s:%d\n", again->file, again->line);
        if (again->other)
            other = again->other;
    }
    if (strchr(m->one, '{'))
        buf_str(out, "#, python-brace-format\n");
    buf_printf(out, "msgid \"%s\"\n", m->one);
    if (other)
        buf_printf(out, "msgid_plural \"%s\"\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n", other);
    else
        buf_str(out, "msgstr \"\"\n");
}

static bool seen_before(const Messages *messages, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (same_message(&messages->at[k], &messages->at[i]))
            return true;
    return false;
}

void messages_write_pot(const Messages *messages, Buf *out)
{
    buf_str(out, "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
                 "\"Content-Transfer-Encoding: 8bit\\n\"\n");
    for (size_t i = 0; i < messages->n; i++)
        if (!seen_before(messages, i))
            write_message(messages, i, out);
}
