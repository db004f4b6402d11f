/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See mail.h: mail_address. A domain such as verein-für-bildung.de is real; its ASCII form is what mail
 * servers understand. */
#include "mail/mail.h"

#include <string.h>

/* RFC 5322 atext; quoted local parts exist on paper only. */
static bool is_atext(unsigned char c)
{
    return c && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* Atoms joined by single dots. */
static bool local_part_ok(const char *p, size_t n)
{
    if (n == 0 || n > 64 || p[0] == '.' || p[n - 1] == '.')
        return false;
    for (size_t i = 0; i < n; i++)
        if (p[i] == '.' ? p[i - 1] == '.' : !is_atext((unsigned char)p[i]))
            return false;
    return true;
}

/* Decodes one character; 0 for what is no UTF-8. */
static uint32_t next_character(const unsigned char **at, const unsigned char *end)
{
    const unsigned char *p = *at;
    int more = *p < 0x80                 ? 0
               : *p >= 0xc2 && *p < 0xe0 ? 1
               : *p >= 0xe0 && *p < 0xf0 ? 2
               : *p >= 0xf0 && *p < 0xf5 ? 3
                                         : -1;
    if (more < 0 || end - p <= more)
        return 0;
    uint32_t c = more == 0 ? *p : *p & (0x3fu >> more);
    for (int i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    *at = p + more + 1;
    return c;
}

/* Capitals to small letters where a German or French keyboard makes them. */
static uint32_t lower(uint32_t c)
{
    bool latin_1 = c >= 0xc0 && c <= 0xde && c != 0xd7;
    return (c >= 'A' && c <= 'Z') || latin_1 ? c + 0x20 : c;
}

/* RFC 3492, 6.1: with base 36, tmin 1, tmax 26, skew 38, damp 700. */
static uint32_t adapt(uint32_t delta, uint32_t n_points, bool first)
{
    delta = first ? delta / 700 : delta / 2;
    delta += delta / n_points;
    uint32_t k = 0;
    for (; delta > 455; k += 36)
        delta /= 35;
    return k + 36 * delta / (delta + 38);
}

static void add_delta(Buf *out, uint32_t delta, uint32_t bias)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    for (uint32_t k = 36;; k += 36) {
        uint32_t t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
        if (delta < t)
            break;
        buf_char(out, digits[t + (delta - t) % (36 - t)]);
        delta = (delta - t) / (36 - t);
    }
    buf_char(out, digits[delta]);
}

/* RFC 3492, 6.3. A label has at most 63 characters, so nothing overflows. */
static void add_punycode(Buf *out, const uint32_t *label, uint32_t n_label)
{
    buf_str(out, "xn--");
    uint32_t basic = 0;
    for (uint32_t i = 0; i < n_label; i++)
        if (label[i] < 0x80) {
            buf_char(out, (char)label[i]);
            basic++;
        }
    if (basic > 0)
        buf_char(out, '-');
    uint32_t n = 0x80, delta = 0, bias = 72;
    for (uint32_t done = basic; done < n_label;) {
        uint32_t smallest = UINT32_MAX;
        for (uint32_t i = 0; i < n_label; i++)
            if (label[i] >= n && label[i] < smallest)
                smallest = label[i];
        delta += (smallest - n) * (done + 1);
        n = smallest;
        for (uint32_t i = 0; i < n_label; i++) {
            if (label[i] < n)
                delta++;
            if (label[i] == n) {
                add_delta(out, delta, bias);
                bias = adapt(delta, done + 1, done == basic);
                delta = 0;
                done++;
            }
        }
        delta++;
        n++;
    }
}

/* One label of a domain: letters, digits, inner hyphens. False if it is none. */
static bool add_label(Buf *out, const unsigned char *p, const unsigned char *end)
{
    uint32_t label[63], n = 0;
    bool international = false;
    while (p < end) {
        if (n == ARRAY_LENGTH(label))
            return false;
        uint32_t c = lower(next_character(&p, end));
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c >= 0xa1;
        if (!letter)
            return false;
        international |= c >= 0x80;
        label[n++] = c;
    }
    if (n == 0 || label[0] == '-' || label[n - 1] == '-')
        return false;
    size_t before = out->n;
    if (international)
        add_punycode(out, label, n);
    else
        for (uint32_t i = 0; i < n; i++)
            buf_char(out, (char)label[i]);
    return out->n - before <= 63;
}

static bool add_domain(Buf *out, const char *domain)
{
    size_t labels = 0;
    for (const char *p = domain;; labels++) {
        const char *end = strchrnul(p, '.');
        if (!add_label(out, (const unsigned char *)p, (const unsigned char *)end))
            return false;
        if (!*end)
            return labels > 0 || strcmp(domain, "localhost") == 0;
        buf_char(out, '.');
        p = end + 1;
    }
}

const char *mail_address(Arena *arena, const char *typed)
{
    const char *at = typed ? strchr(typed, '@') : NULL;
    if (!at || strlen(at) > 254 || !local_part_ok(typed, (size_t)(at - typed)))
        return NULL;
    Buf out = buf_make(arena);
    buf_add(&out, typed, (size_t)(at - typed) + 1);
    if (!add_domain(&out, at + 1))
        return NULL;
    return out.n <= 254 ? buf_text(&out) : NULL;
}
