/* SPDX-License-Identifier: AGPL-3.0-or-later */
#pragma once
#include "http/request.h"
extern const RouteTable report_route_table;
PageFn home_show, report_latest, report_show, office_show;
