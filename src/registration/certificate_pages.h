/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the page that checks certificates shows. */
#pragma once

#include "html/ui.h"
#include "registration/certificate.h"

typedef struct CertificateView {
    FormInput *input;
    bool is_asked, is_valid;     /* a code was given; it is that of a valid certificate */
    const CertificateCard *card; /* for whom: only to who holds the paper; else NULL */
    const char *title, *days;    /* of the seminar */
} CertificateView;
