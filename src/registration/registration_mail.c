/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See registration_mail.h. */
#include "registration/registration_mail.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "mail/mail.h"
#include "programme/programme.h"
#include "registration.sql.h"

static const struct {
    const char *kind, *subject, *body;
} mails[REG_MAIL_COUNT] = {
    [REG_MAIL_CONFIRMED] =
        {"registration-confirmed", N_("You have a seat: {title}"),
         N_("Hello {name},\n\nyou have a seat in the seminar “{title}” ({days}).\n\nOn your own page "
            "you find times, place and a calendar file, and you can give the seat back if you can't "
            "come:\n\n{url}\n\nPlease tell us early if you can't come: somebody else may be waiting "
            "for the seat. You also reach us at {contact}.\n\n{office}\n")},
    [REG_MAIL_WAITING] =
        {"registration-waiting", N_("You are on the waiting list: {title}"),
         N_("Hello {name},\n\nat present there is no free seat for you in the seminar “{title}” "
            "({days}). You are on the waiting list. When a seat becomes free for you, you get it at "
            "once, and a mail tells you.\n\nYour place on the list, and a button to leave it:\n\n{url}\n\n"
            "You also reach us at {contact}.\n\n{office}\n")},
    [REG_MAIL_PROMOTED] =
        {"registration-promoted", N_("A seat has become free for you: {title}"),
         N_("Hello {name},\n\ngood news: a seat has become free, and you now have it in the seminar "
            "“{title}” ({days}).\n\nTimes, place and a calendar file are on your own page. If you can't "
            "come any more, please give the seat back there:\n\n{url}\n\nYou also reach us at "
            "{contact}.\n\n{office}\n")},
    [REG_MAIL_CANCELLED] =
        {"registration-cancelled", N_("Your registration is cancelled: {title}"),
         N_("Hello {name},\n\nyour registration for the seminar “{title}” ({days}) is cancelled. "
            "What you told us about access, childcare or interpretation is deleted.\n\nIf this was a "
            "mistake, please register again or tell us: {contact}.\n\n{office}\n")},
    [REG_MAIL_AGAIN] =
        {"registration-again", N_("You are registered already: {title}"),
         N_("Hello {name},\n\nsomebody has just registered with this e-mail address for the seminar "
            "“{title}” "
            "({days}). You are registered already, and nothing has changed. Your own page shows how it "
            "stands:\n\n{url}\n\nTo register another person, please use that person's own address, or "
            "leave the e-mail empty and give a phone number. You also reach us at {contact}.\n\n"
            "{office}\n")},
    [REG_MAIL_SEMINAR_CANCELLED] =
        {"seminar-cancelled", N_("The seminar does not take place: {title}"),
         N_("Hello {name},\n\nwe are sorry: the seminar “{title}” ({days}) does not take "
            "place.\n\n{reason}\n\nYour registration is cancelled; you need not do "
            "anything. Questions? You reach us at {contact}.\n\n{office}\n")},
};

static const char *days_text(Cx *cx, const RegistrationMailCard *card)
{
    if (!card->has_first_day)
        return "–";
    const char *first = format_date(cx, card->first_day, DATE_NUMERIC);
    if (card->first_day.days == card->last_day.days)
        return first;
    return arena_printf(cx->arena, "%s – %s", first, format_date(cx, card->last_day, DATE_NUMERIC));
}

/* One per person, registration and kind; of "again" one a day. */
static const char *occasion_of(Cx *cx, RegistrationId id, const RegistrationMailCard *card,
                               RegistrationMail kind)
{
    const char *occasion =
        arena_printf(cx->arena, "registration:%lld:%lld", (long long)id.v, (long long)card->place);
    if (kind != REG_MAIL_AGAIN)
        return occasion;
    return arena_printf(cx->arena, "%s:%d", occasion, local_today(cx).days);
}

const Err *registration_mail(Cx *cx, RegistrationId id, RegistrationMail kind, const char *reason)
{
    RegistrationMailCard card;
    TRY(q_registration_mail_card(cx, id, &card));
    if (!card.email)
        return NULL;
    const char *key, *url;
    TRY(registration_make_key(cx, id, &key));
    TRY(programme_address(
        cx, arena_printf(cx->arena, "/%s/%s/registrations/%s", card.slug, lang_tag(card.lang), key), &url));
    Cx reader = *cx;
    reader.lang = card.lang;
    const char *days = days_text(&reader, &card);
    return mail_enqueue(
        cx,
        &(Mail){.kind = mails[kind].kind,
                .occasion = occasion_of(cx, id, &card, kind),
                .person = card.person,
                .recipient = card.email,
                .from_name = card.office,
                .reply_to = card.reply_to,
                .lang = card.lang,
                .subject = t(&reader, mails[kind].subject, "title", card.title),
                .body = t(&reader, mails[kind].body, "name", card.name, "title", card.title, "days", days,
                          "url", url, "contact", card.contact, "office", card.office, "reason", reason)},
        NULL);
}
