-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Every type, as a parameter and in a row, with and without a question mark.
-- include "base/lang.h"

-- all_types :many
-- param a i32, b i64, c bool, d f64, e text, f blob, g date, h time, i cents, j PersonId, k enum Lang
-- param a2 i32?, b2 i64?, c2 bool?, d2 f64?, e2 text?, f2 blob?, g2 date?, h2 time?, i2 cents?, j2 PersonId?, k2 enum Lang?
-- row a i32, b i64, c bool, d f64, e text, f blob?, g date?, h time, i cents, j PersonId, k enum Lang,
--     a2 i32?, b2 i64?, c2 bool?, d2 f64?, e2 text?, g2 date?, h2 time?, i2 cents?, j2 PersonId?, k2 enum Lang?
SELECT id AS a, id AS b, id AS c, height AS d, name AS e, plan AS f, built_on AS g, id AS h, id AS i, id AS j, state AS k,
       id AS a2, id AS b2, id AS c2, height AS d2, name AS e2, built_on AS g2, id AS h2, id AS i2, id AS j2, state AS k2
  FROM house
 WHERE id IN (:a, :b, :c, :g, :h, :i, :j, :k, :a2, :b2, :c2, :g2, :h2, :i2, :j2, :k2)
    OR height IN (:d, :d2) OR name IN (:e, :e2) OR plan IN (:f, :f2);

-- taken_at_its_word :many   The SQL itself says that there is a value.
-- row built_on date
SELECT built_on FROM house WHERE built_on IS NOT NULL;
