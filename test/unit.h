/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmocka with what it needs included first. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
