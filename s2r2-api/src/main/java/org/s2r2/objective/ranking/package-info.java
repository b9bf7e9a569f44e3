/**
 * Ranking losses beside Smooth-AP, which make average precision and its relatives differentiable in other ways, and a
 * pairwise loss to compare them with.
 */
@NullMarked
package org.s2r2.objective.ranking;

import org.jspecify.annotations.NullMarked;
