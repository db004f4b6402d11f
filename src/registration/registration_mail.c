/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See registration_mail.h. */
#include "registration/registration_mail.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "mail/mail.h"
#include "programme/programme.h"
#include "registration.sql.h"
#include "registration/letter.h"

static const struct {
    const char *kind, *subject, *body;
    bool with_calendar; /* ends with the address of the calendar file */
} mails[REG_MAIL_COUNT] = {
    [REG_MAIL_CONFIRMED] =
        {"registration-confirmed", N_("You have a seat: {title}"),
         N_("Hello {name},\n\nyou have a seat in the seminar “{title}” ({days}).\n\nOn your own page "
            "you find times, place and a calendar file, and you can give the seat back if you can't "
            "come:\n\n{url}\n\nPlease tell us early if you can't come: somebody else may be waiting "
            "for the seat. You also reach us at {contact}.\n\n{office}\n"),
         true},
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
            "{contact}.\n\n{office}\n"),
         true},
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
    [REG_MAIL_PENDING] =
        {"registration-pending", N_("Your registration has arrived: {title}"),
         N_("Hello {name},\n\nyour registration for the seminar “{title}” ({days}) has arrived. In this "
            "seminar your association, or our office, approves each registration first. You keep your place "
            "meanwhile; a mail tells you how it was decided.\n\nHow it stands you see on your own "
            "page:\n\n{url}\n\nYou also reach us at {contact}.\n\n{office}\n")},
    [REG_MAIL_DECLINED] =
        {"registration-declined", N_("Your registration was not approved: {title}"),
         N_("Hello {name},\n\nyour registration for the seminar “{title}” ({days}) was not "
            "approved.\n\n{reason}\n\nWhat you told us about access, childcare or interpretation is deleted. "
            "Questions? Please ask your association, or us: {contact}.\n\n{office}\n")},
    [REG_MAIL_OFFERED] =
        {"registration-offered", N_("We keep a seat for you until {until}: {title}"),
         N_("Hello {name},\n\ngood news: a seat has become free in the seminar “{title}” ({days}). We keep "
            "it "
            "for you until {until}.\n\nPlease accept it, or decline it, on your own page:\n\n{url}\n\nIf "
            "you do neither, the seat goes to the next person at that time. You can also accept by phone: "
            "{contact}.\n\n{office}\n")},
    [REG_MAIL_OFFER_LAPSED] =
        {"registration-offer-lapsed", N_("The offer of a seat has ended: {title}"),
         N_("Hello {name},\n\nwe kept a seat for you in the seminar “{title}” ({days}), but had no answer in "
            "time. It has gone to the next person, and your registration has ended.\n\nIf you still want to "
            "come, please register again, on the page of the seminar or at {contact}.\n\n{office}\n")},
    [REG_MAIL_GIVEN_UP] =
        {"registration-given-up", N_("Your place on the other date is given up: {title}"),
         N_("Hello {name},\n\nyou have a seat on the date that you prefer. So your place in “{title}” "
            "({days}) is given up, and goes to somebody who waits.\n\nIf this is a mistake, please tell us: "
            "{contact}.\n\n{office}\n")},
    [REG_MAIL_REMINDER] =
        {"registration-reminder", N_("It begins soon: {title}"),
         N_("Hello {name},\n\nyou have a seat in the seminar “{title}”:\n\n{reason}\n\nPlace, calendar file, "
            "and a button if you can't come:\n\n{url}\n\nPlease tell us if you can't come: somebody else may "
            "be waiting for the seat. You reach us at {contact}.\n\n{office}\n"),
         true},
    [REG_MAIL_NEWS] =
        {"seminar-changed", N_("Please note, something has changed: {title}"),
         N_("Hello {name},\n\nin the seminar “{title}” something has changed:\n\n{reason}\n\nAll days and "
            "places, and a new calendar file, are on your own page; there you can also cancel if it no "
            "longer "
            "suits you:\n\n{url}\n\nYou also reach us at {contact}.\n\n{office}\n"),
         true},
    [REG_MAIL_CERTIFICATE] = {"certificate-ready", N_("Your certificate is ready: {title}"),
                              N_("Hello {name},\n\nthank you for taking part in the seminar “{title}” "
                                 "({days}). Your certificate is "
                                 "ready. You find it on your own page, as a PDF file to keep or to "
                                 "print:\n\n{url}\n\nIf something "
                                 "on it is wrong, please tell us: {contact}.\n\n{office}\n")},
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

/* One per person, registration and kind, unless there is an occasion of its own. */
static const char *occasion_of(Cx *cx, RegistrationId id, const RegistrationMailCard *card,
                               const char *occasion)
{
    return arena_printf(cx->arena, "registration:%lld:%lld%s%s", (long long)id.v, (long long)card->place,
                        *occasion ? ":" : "", occasion);
}

static const Err *own_url(Cx *cx, RegistrationId id, const RegistrationMailCard *card, const char **ret_url)
{
    const char *key;
    TRY(registration_make_key(cx, id, &key));
    return programme_address(
        cx, arena_printf(cx->arena, "/%s/%s/registrations/%s", card->slug, lang_tag(card->lang), key),
        ret_url);
}

static const char *both(Cx *cx, const char *body, const char *end)
{
    return arena_printf(cx->arena, "%s%s", body, end);
}

const Err *registration_mail_of(Cx *cx, RegistrationId id, RegistrationMail kind, const char *reason,
                                const char *occasion)
{
    RegistrationMailCard card;
    TRY(q_registration_mail_card(cx, id, &card));
    if (!card.email && kind == REG_MAIL_AGAIN)
        return NULL; /* it is about the address that somebody typed */
    const char *url;
    TRY(own_url(cx, id, &card, &url));
    Cx reader = *cx;
    reader.lang = card.lang;
    const char *days = days_text(&reader, &card);
    const char *file = arena_printf(cx->arena, "%s/calendar.ics", url);
    const char *end = mails[kind].with_calendar ? t(&reader, "\nCalendar file: {url}\n", "url", file) : "";
    const char *until = card.has_offered_until ? format_time(&reader, card.offered_until) : "–";
    const char *subject = t(&reader, mails[kind].subject, "title", card.title, "until", until);
    const char *body =
        t(&reader, mails[kind].body, "name", card.name, "title", card.title, "days", days, "url", url,
          "contact", card.contact, "office", card.office, "reason", reason, "until", until);
    occasion = occasion_of(cx, id, &card, occasion);
    if (!card.email)
        return letter_add(cx, &(Letter){id, mails[kind].kind, occasion, card.lang, subject, body, url});
    return mail_enqueue(cx,
                        &(Mail){.kind = mails[kind].kind,
                                .occasion = occasion,
                                .person = card.person,
                                .recipient = card.email,
                                .from_name = card.office,
                                .reply_to = card.reply_to,
                                .lang = card.lang,
                                .subject = subject,
                                .body = both(cx, body, end)},
                        NULL);
}

/* "Again" goes out at most once a day. */
const Err *registration_mail(Cx *cx, RegistrationId id, RegistrationMail kind, const char *reason)
{
    const char *day = arena_printf(cx->arena, "%d", local_today(cx).days);
    return registration_mail_of(cx, id, kind, reason, kind == REG_MAIL_AGAIN ? day : "");
}
