/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See programme.h. */
#include "programme/programme.h"

#include "i18n/catalogue.h"
#include "programme.sql.h"
#include "programme/audit.h"

static const char *const first_topics[] = {
    N_("Project management and development"),
    N_("Public relations"),
    N_("Fundraising"),
    N_("Working in cooperation"),
};

static Programme from_row(const ProgrammeBySlug *row)
{
    return (Programme){.id = row->id,
                       .slug = row->slug,
                       .name = row->name,
                       .city = row->city,
                       .office = row->office,
                       .contact_email = row->contact_email,
                       .contact_phone = row->contact_phone,
                       .postal = row->postal,
                       .time_zone = row->time_zone,
                       .main_lang = (Lang)row->main_lang,
                       .languages = (unsigned)row->languages,
                       .is_demo = row->is_demo};
}

const Err *programme_find(Cx *cx, const char *slug, Programme *ret_programme)
{
    ProgrammeBySlug row;
    bool found;
    TRY(q_programme_by_slug(cx, slug, &row, &found));
    if (!found)
        return FAIL(cx, ERR_NOT_FOUND, "There is no programme “{slug}” here.", "slug", slug);
    *ret_programme = from_row(&row);
    return NULL;
}

const Err *programme_all(Cx *cx, Programmes *ret_programmes)
{
    ProgrammeBySlugRows rows;
    TRY(q_programme_list(cx, &rows));
    Programmes all = {rows.n, NEW_ARRAY(cx->arena, Programme, rows.n)};
    for (size_t i = 0; i < rows.n; i++)
        all.at[i] = from_row(&rows.at[i]);
    *ret_programmes = all;
    return NULL;
}

void programme_enter(Cx *cx, const Programme *programme, Lang lang)
{
    cx->programme = programme->id;
    cx->lang = lang;
    cx->time_zone = programme->time_zone;
}

static bool slug_is_fit(const char *slug)
{
    size_t n = strlen(slug);
    return n >= 2 && n <= 40 && strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == n && slug[0] != '-';
}

const Err *programme_create(Cx *cx, const Programme *programme, ProgrammeId *ret_id)
{
    if (!slug_is_fit(programme->slug))
        return FAIL(
            cx, ERR_INPUT,
            "“{slug}” can't be part of an address. Please use lower-case letters, digits and hyphens.",
            "slug", programme->slug);
    ProgrammeBySlug taken;
    bool found;
    TRY(q_programme_by_slug(cx, programme->slug, &taken, &found));
    if (found)
        return FAIL(cx, ERR_CONFLICT, "There is a programme “{slug}” already.", "slug", programme->slug);
    ProgrammeId id;
    TRY(q_programme_add(cx, programme->slug, programme->name, programme->city, programme->office,
                        programme->contact_email, programme->contact_phone, programme->postal,
                        programme->time_zone, (int32_t)programme->main_lang, (int32_t)programme->languages,
                        programme->is_demo, &id));
    cx->programme = id;
    for (size_t i = 0; i < ARRAY_LENGTH(first_topics); i++) {
        TopicId topic;
        TRY(q_topic_add(cx, id, first_topics[i], &topic));
    }
    TRY(audit_add(cx, "programme.create", "programme", id.v, programme->name));
    *ret_id = id;
    return NULL;
}

const Err *programme_change(Cx *cx, const Programme *programme)
{
    TRY(q_programme_set(cx, programme->id, programme->name, programme->city, programme->office,
                        programme->contact_email, programme->contact_phone, programme->postal,
                        (int32_t)programme->languages, NULL));
    return audit_add(cx, "programme.change", "programme", programme->id.v, programme->name);
}

const char *topic_name(Cx *cx, const char *stored)
{
    return t(cx, stored);
}

const Err *programme_address(Cx *cx, const char *path, const char **ret_url)
{
    SettingFind site;
    bool found;
    TRY(q_setting_find(cx, "site_url", &site, &found));
    if (!found)
        TRY(q_setting_find(cx, "listening_url", &site, &found));
    *ret_url = arena_printf(cx->arena, "%s%s", found ? site.value : "http://127.0.0.1:8080", path);
    return NULL;
}

const Err *programme_set_site(Cx *cx, const char *site_url)
{
    size_t n = strlen(site_url);
    if (strncmp(site_url, "http://", 7) != 0 && strncmp(site_url, "https://", 8) != 0)
        return FAIL(cx, ERR_INPUT, "The address of the site must begin with http:// or https://.");
    return q_setting_put(cx, "site_url", arena_text_n(cx->arena, site_url, n - (site_url[n - 1] == '/')),
                         NULL);
}

const Err *programme_set_listening(Cx *cx, const char *site_url)
{
    return q_setting_put(cx, "listening_url", site_url, NULL);
}

bool programme_speaks(const Programme *programme, Lang lang)
{
    return programme->languages >> lang & 1u;
}
