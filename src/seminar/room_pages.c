/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The office's pages of rooms. */
#include "seminar/room_pages.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "room.html.h"
#include "seminar/seminar_routes.h"

typedef struct RoomForm {
    int64_t seats;
    const char *name, *address, *note;
    bool step_free, has_ended_on;
    Date ended_on;
} RoomForm;
static const FormField room_fields[] = {
    {"name", N_("Name"), FIELD_TEXT, FORM_AT(RoomForm, name), .required = true, .max = 200},
    {"address", N_("Address"), FIELD_TEXT, FORM_AT(RoomForm, address), .max = 300},
    {"seats", N_("Seats"), FIELD_I64, FORM_AT(RoomForm, seats), .required = true, .min = 1, .max = 10000},
    {"step_free", N_("Step-free access"), FIELD_CHECK, FORM_AT(RoomForm, step_free)},
    {"note", N_("Note"), FIELD_LONG, FORM_AT(RoomForm, note), .max = 2000},
    {"ended_on", N_("Last day of use"), FIELD_DATE, FORM_AT(RoomForm, ended_on),
     FORM_AT(RoomForm, has_ended_on)},
};
const FormRules room_form = FORM_RULES(RoomForm, room_fields);

static const char *room_path(Cx *cx, RoomId id)
{
    return path(cx, "/rooms/{id}", "id", h_part_i64(cx, id.v));
}

const Err *rooms_show(Request *rq)
{
    Cx *cx = rq->cx;
    RoomListView v = {.today = local_today(cx), .may_write = request_may(rq, PERM_SEMINAR_WRITE)};
    TRY(q_room_list(cx, cx->programme, NULL, &v.rooms));
    view_room_list(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(cx, "Rooms"), .wide = true});
}

const Err *room_show(Request *rq)
{
    Cx *cx = rq->cx;
    RoomView v = {.may_write = request_may(rq, PERM_SEMINAR_WRITE)};
    TRY(room_get(cx, REQUEST_ID(rq, RoomId, 0), &v.room));
    TRY(q_booking_in_room(cx, v.room.id, local_today(cx), &v.bookings));
    TRY(q_audit_of_object(cx, cx->programme, "room", v.room.id.v, &v.history));
    view_room_show(cx, &rq->body, &v);
    UiCrumb crumb = {t(cx, "Rooms"), path(cx, "/rooms")};
    return page_send(rq, &(Page){.title = v.room.name, .crumbs = &crumb, .n_crumbs = 1});
}

static const Err *show_form(Request *rq, RoomFormView *v, const char *name)
{
    Cx *cx = rq->cx;
    v->action =
        v->id.v ? path(cx, "/rooms/{id}/edit", "id", h_part_i64(cx, v->id.v)) : path(cx, "/rooms/new");
    view_room_form(cx, &rq->body, v);
    UiCrumb crumbs[] = {{t(cx, "Rooms"), path(cx, "/rooms")}, {name, room_path(cx, v->id)}};
    return page_send(rq, &(Page){.title = v->id.v ? t(cx, "Change the room") : t(cx, "Enter a room"),
                                 .crumbs = crumbs,
                                 .n_crumbs = v->id.v ? 2 : 1});
}

static RoomDraft draft_of(const RoomForm *form)
{
    return (RoomDraft){.name = form->name,
                       .address = form->address,
                       .note = form->note,
                       .seats = (int32_t)form->seats,
                       .step_free = form->step_free,
                       .has_ended_on = form->has_ended_on,
                       .ended_on = form->ended_on};
}

const Err *room_new(Request *rq)
{
    RoomForm form = {.name = "", .address = "", .note = "", .seats = 20, .step_free = true};
    return show_form(rq, &(RoomFormView){.input = request_form(rq, &room_form, &form)}, NULL);
}

const Err *room_new_save(Request *rq)
{
    if (form_failed(rq))
        return show_form(rq, &(RoomFormView){.input = rq->input}, NULL);
    RoomDraft draft = draft_of(rq->form);
    RoomId id;
    TRY(room_create(rq->cx, &draft, &id));
    return respond_redirect(rq, arena_printf(rq->cx->arena, "%s?done=created", room_path(rq->cx, id)));
}

const Err *room_stored(Request *rq, FormInput **ret_values)
{
    RoomList row;
    TRY(room_get(rq->cx, REQUEST_ID(rq, RoomId, 0), &row));
    RoomForm form = {row.seats,     row.name,         row.address, row.note,
                     row.step_free, row.has_ended_on, row.ended_on};
    *ret_values = request_form(rq, &room_form, &form);
    return NULL;
}

const Err *room_edit(Request *rq)
{
    RoomList row;
    FormInput *input;
    TRY(room_get(rq->cx, REQUEST_ID(rq, RoomId, 0), &row));
    TRY(room_stored(rq, &input));
    return show_form(rq, &(RoomFormView){.input = input, .id = row.id}, row.name);
}

const Err *room_edit_save(Request *rq)
{
    Cx *cx = rq->cx;
    RoomList now;
    TRY(room_get(cx, REQUEST_ID(rq, RoomId, 0), &now));
    if (form_failed(rq))
        return show_form(rq, &(RoomFormView){.input = rq->input, .id = now.id}, now.name);
    RoomDraft draft = draft_of(rq->form);
    TRY(room_change(cx, now.id, &draft));
    return respond_redirect(rq, arena_printf(cx->arena, "%s?done=saved", room_path(cx, now.id)));
}
