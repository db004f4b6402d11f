/* SPDX-License-Identifier: AGPL-3.0-or-later */
#pragma once
#include "programme/command.h"
extern const CommandTable registration_command_table;
