/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The only door to GSL. */
#pragma once

double normal_quantile(double p);            /* of the standard normal distribution; 0 < p < 1 */
double t_quantile(double p, double degrees); /* of Student's t distribution */
double f_quantile(double p, double degrees1, double degrees2); /* of Fisher's F distribution */
