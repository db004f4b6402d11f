/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Commands of the register: import and export. */
#pragma once

#include "programme/command.h"

extern const CommandTable association_command_table;
