/** Ranking losses beside Smooth-AP: other ways to make average precision and its relatives differentiable. */
package org.s2r2.objective.ranking;
