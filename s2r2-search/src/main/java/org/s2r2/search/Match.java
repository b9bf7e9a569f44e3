package org.s2r2.search;

/**
 * A picture that was found.
 *
 * @param picture its number in the index, from 0
 * @param similarity the cosine of the angle between its embedding and the query, -1 to 1; 1 where both are equal
 */
public record Match(int picture, float similarity) {}
