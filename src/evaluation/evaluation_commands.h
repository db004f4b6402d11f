/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `vereint import evaluation`. */
#pragma once

#include "programme/command.h"

extern const CommandTable evaluation_command_table;
