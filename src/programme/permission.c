/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The permission table. A cell that is not written is REACH_NONE. */
#include "programme/permission.h"

#include <string.h>

#define OWN REACH_OWN
#define ALL REACH_ALL

static const struct {
    const char *code;
    Reach reach[ROLE_COUNT];
} permissions[PERM_COUNT] = {
    [PERM_UNDECLARED] = {"undeclared", {0}},
    [PERM_PUBLIC] = {"public", {[ROLE_PUBLIC] = ALL}},
    [PERM_SIGNED_IN] = {"signed-in",
                        {[ROLE_OFFICER] = OWN,
                         [ROLE_FINANCE] = OWN,
                         [ROLE_MANAGER] = OWN,
                         [ROLE_PARTICIPANT] = OWN,
                         [ROLE_CONSULTANT] = OWN,
                         [ROLE_REVIEWER] = OWN,
                         [ROLE_COUNCIL] = OWN}},
    [PERM_PROGRAMME_WRITE] = {"programme-write", {[ROLE_OFFICER] = ALL}},
    [PERM_REPORT_READ] = {"report-read", {[ROLE_OFFICER] = ALL, [ROLE_FINANCE] = ALL, [ROLE_COUNCIL] = ALL}},
    [PERM_BUDGET_READ] = {"budget-read", {[ROLE_OFFICER] = ALL, [ROLE_FINANCE] = ALL}},
    [PERM_BUDGET_WRITE] = {"budget-write", {[ROLE_OFFICER] = ALL}},
    [PERM_BUDGET_APPROVE] = {"budget-approve", {[ROLE_OFFICER] = ALL, [ROLE_FINANCE] = ALL}},
    [PERM_ASSOCIATION_READ] = {"association-read", {[ROLE_OFFICER] = ALL, [ROLE_MANAGER] = OWN}},
    [PERM_ASSOCIATION_EDIT] = {"association-edit", {[ROLE_OFFICER] = ALL, [ROLE_MANAGER] = OWN}},
    [PERM_ASSOCIATION_WRITE] = {"association-write", {[ROLE_OFFICER] = ALL}},
    [PERM_CONSULTANT_READ] = {"consultant-read",
                              {[ROLE_OFFICER] = ALL, [ROLE_FINANCE] = ALL, [ROLE_CONSULTANT] = OWN}},
    [PERM_CONSULTANT_WRITE] = {"consultant-write", {[ROLE_OFFICER] = ALL}},
    [PERM_SEMINAR_READ] = {"seminar-read",
                           {[ROLE_OFFICER] = ALL, [ROLE_FINANCE] = ALL, [ROLE_CONSULTANT] = OWN}},
    [PERM_SEMINAR_WRITE] = {"seminar-write", {[ROLE_OFFICER] = ALL}},
    [PERM_REGISTRATION_READ] = {"registration-read", {[ROLE_OFFICER] = ALL, [ROLE_CONSULTANT] = OWN}},
    [PERM_REGISTRATION_WRITE] = {"registration-write", {[ROLE_OFFICER] = ALL}},
    [PERM_REGISTRATION_OWN_ASSOCIATION] = {"registration-own-association",
                                           {[ROLE_OFFICER] = ALL, [ROLE_MANAGER] = OWN}},
    [PERM_ATTENDANCE_WRITE] = {"attendance-write", {[ROLE_OFFICER] = ALL, [ROLE_CONSULTANT] = OWN}},
    [PERM_EVALUATION_WRITE] = {"evaluation-write", {[ROLE_OFFICER] = ALL}},
    [PERM_EVALUATION_READ] = {"evaluation-read", {[ROLE_OFFICER] = ALL, [ROLE_CONSULTANT] = OWN}},
};

static const struct {
    const char *code, *name;
} roles[ROLE_COUNT] = {
    [ROLE_PUBLIC] = {"public", N_("Public")},
    [ROLE_OFFICER] = {"officer", N_("Programme officer")},
    [ROLE_FINANCE] = {"finance", N_("Finance officer")},
    [ROLE_MANAGER] = {"manager", N_("Association manager")},
    [ROLE_PARTICIPANT] = {"participant", N_("Participant")},
    [ROLE_CONSULTANT] = {"consultant", N_("Consultant")},
    [ROLE_REVIEWER] = {"reviewer", N_("Reviewer")},
    [ROLE_COUNCIL] = {"council", N_("Advisory council")},
};

Reach permission_of_role(Role role, Permission permission)
{
    return permissions[permission].reach[role];
}

const char *permission_code(Permission permission)
{
    return permissions[permission].code;
}

const char *role_name(Role role)
{
    return roles[role].name;
}

const char *role_code(Role role)
{
    return roles[role].code;
}

bool role_parse(const char *code, Role *ret_role)
{
    for (int i = 0; i < ROLE_COUNT; i++)
        if (strcmp(code, roles[i].code) == 0) {
            *ret_role = (Role)i;
            return true;
        }
    return false;
}
