/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every id is a type of its own, so that a seminar can't be passed where an association is meant.
 * The value is the row's primary key; 0 means "none". */
#pragma once

#include "base/macros.h"

#define ID_TYPES(X)                                                                                          \
    X(ProgrammeId)                                                                                           \
    X(PersonId)                                                                                              \
    X(AssociationId)                                                                                         \
    X(DistrictId)                                                                                            \
    X(ServiceId)                                                                                             \
    X(CostLineId)                                                                                            \
    X(ConsultantId)                                                                                          \
    X(TopicId)                                                                                               \
    X(BudgetYearId)                                                                                          \
    X(LedgerEntryId)                                                                                         \
    X(SeminarId)                                                                                             \
    X(RoomId)                                                                                                \
    X(SessionId) /* of a seminar, not a sign-in */                                                           \
    X(RegistrationId)                                                                                        \
    X(CertificateId)                                                                                         \
    X(LetterId)                                                                                              \
    X(QuestionnaireId)                                                                                       \
    X(EvaluationId)                                                                                          \
    X(QuestionId)                                                                                            \
    X(ImportId)                                                                                              \
    X(MessageId)                                                                                             \
    X(AuditId)

#define ID_DEFINE(T)                                                                                         \
    typedef struct T {                                                                                       \
        int64_t v;                                                                                           \
    } T;
ID_TYPES(ID_DEFINE)
#undef ID_DEFINE
