/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Seats that are offered: the terms, taking up, and what happens when the time is over. The instant decides
 * by the clock of the transaction that looks; what has lapsed stays so, even if the clock goes back. */
#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "programme/programme.h"
#include "registration/registration_rules.h"

enum { HOUR_S = 3600 };

const Err *seminar_begins(Cx *cx, SeminarId seminar, Time *ret_time, bool *ret_found)
{
    SessionListRows sessions;
    TRY(q_session_list(cx, seminar, &sessions));
    *ret_found = sessions.n > 0;
    if (*ret_found)
        *ret_time = local_instant(cx, sessions.at[0].day, sessions.at[0].starts_min);
    return NULL;
}

/* An offer ends at least an hour before the first session, so that there is time to come. */
const Err *offer_terms(Cx *cx, const SeminarFind *seminar, SeatOffer *ret_offer)
{
    int32_t ahead = seminar->first_day.days - local_today(cx).days;
    *ret_offer = (SeatOffer){.can_give = true};
    if (!seminar->has_first_day || seminar->offer_days == 0 || ahead > seminar->offer_days)
        return NULL;
    Time begins, now = cx_now(cx);
    bool found;
    TRY(seminar_begins(cx, seminar->id, &begins, &found));
    int64_t until = now.seconds + (int64_t)seminar->offer_hours * HOUR_S;
    if (found && until > begins.seconds - HOUR_S)
        until = begins.seconds - HOUR_S;
    *ret_offer = (SeatOffer){.can_give = until > now.seconds, .is_needed = true, .until = {until}};
    return NULL;
}

const Err *offers_lapse(Cx *cx, SeminarId seminar, bool *ret_any)
{
    RegistrationFindRows due;
    TRY(q_registration_offers_due(cx, seminar, cx_now(cx), &due));
    for (size_t i = 0; i < due.n; i++)
        TRY(registration_leave(cx, &due.at[i], REG_MAIL_OFFER_LAPSED, ""));
    *ret_any = due.n > 0;
    return NULL;
}

const Err *registration_accept(Cx *cx, RegistrationId id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    RegistrationFind row;
    TRY(registration_get(cx, id, &row));
    if (row.state == REG_CONFIRMED) /* a second tab: it is done */
        return tx_commit(cx, &tx);
    TRY(seats_catch_up(cx, row.seminar));
    TRY(registration_get(cx, id, &row));
    if (row.state != REG_OFFERED)
        return FAIL(cx, ERR_CONFLICT,
                    "This offer has ended, and the seat has gone to the next person on the list. You can "
                    "register again as long as registration is open.");
    TRY(registration_confirm(cx, &row, REG_MAIL_CONFIRMED));
    return tx_commit(cx, &tx);
}

/* ---- jobs ---- */

const Err *job_enter(Cx *cx, ProgrammeId id)
{
    Programmes all;
    TRY(programme_all(cx, &all));
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].id.v == id.v)
            programme_enter(cx, &all.at[i], all.at[i].main_lang);
    return NULL;
}

const Err *registration_lapse_offers(Cx *cx)
{
    SeminarsWithOffersDueRows due;
    TRY(q_seminars_with_offers_due(cx, cx_now(cx), &due));
    for (size_t i = 0; i < due.n; i++) {
        TRY(job_enter(cx, due.at[i].programme));
        TRY(seats_catch_up(cx, due.at[i].seminar));
    }
    return NULL;
}
