/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What Vereint asks of the GNU Scientific Library. */
#include "stats/gsl_adapter.h"

#include <gsl/gsl_cdf.h>

double normal_quantile(double p)
{
    return gsl_cdf_ugaussian_Pinv(p);
}

double t_quantile(double p, double degrees)
{
    return gsl_cdf_tdist_Pinv(p, degrees);
}

double f_quantile(double p, double degrees1, double degrees2)
{
    return gsl_cdf_fdist_Pinv(p, degrees1, degrees2);
}
