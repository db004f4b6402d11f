/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the office's list of letters shows. */
#pragma once

#include "html/ui.h"
#include "registration/letter.h"

typedef struct LettersView {
    FormInput *input;
    LetterListRows letters;
    int64_t open;
    LetterId newest; /* of the open ones */
} LettersView;
