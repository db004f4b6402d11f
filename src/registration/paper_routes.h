/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages and files of certificates and letters. */
#pragma once

#include "http/form.h"
#include "http/request.h"

PageFn certificates_show, certificate_show, certificate_held_show;
PageFn own_certificate, office_certificate, seminar_certificates;
PageFn letters_show, letters_file, letters_printed_do;

extern const FormRules printed_form;

extern const RouteTable paper_route_table;
