/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `vereint stats …`: the figures of src/stats on plain files. */
#pragma once

#include "programme/command.h"

extern const CommandTable stats_command_table;
